package dev.ferry.app.console;

import dev.ferry.app.checkpoints.CheckpointActions;
import dev.ferry.app.checkpoints.CheckpointView;
import dev.ferry.app.checkpoints.CheckpointsViewModel;
import dev.ferry.app.checkpoints.JobsView;
import dev.ferry.app.checkpoints.OpenCheckpoint;
import dev.ferry.app.checkpoints.OpenSheet;
import dev.ferry.app.checkpoints.RestoreSheet;
import dev.ferry.app.checkpoints.RestoreViewModel;
import dev.ferry.app.checkpoints.SaveSheet;
import dev.ferry.app.checkpoints.SaveViewModel;
import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.fx.CopyButton;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.fx.SideSheet;
import dev.ferry.app.hosts.AddHostSheet;
import dev.ferry.app.hosts.HostActions;
import dev.ferry.app.hosts.HostCardModel;
import dev.ferry.app.hosts.HostsView;
import dev.ferry.app.migration.HistorySheet;
import dev.ferry.app.migration.MoveActions;
import dev.ferry.app.migration.MoveModel;
import dev.ferry.app.migration.PreflightSheet;
import dev.ferry.app.migration.PreflightViewModel;
import dev.ferry.app.migration.TrayView;
import dev.ferry.app.processes.DetailsSheet;
import dev.ferry.app.processes.DetailsViewModel;
import dev.ferry.app.processes.ProcessActions;
import dev.ferry.app.processes.ProcessesView;
import dev.ferry.app.processes.TableLayout;
import dev.ferry.app.screen.Texts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javafx.geometry.Bounds;
import javafx.geometry.Point2D;
import javafx.geometry.Pos;
import javafx.scene.control.Alert;
import javafx.scene.control.Button;
import javafx.scene.control.ButtonBar;
import javafx.scene.control.ButtonType;
import javafx.scene.control.Label;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Two panes, a tray, and the sheets that come over them. */
final class ConsoleWindow extends BorderPane implements ProcessActions, HostActions, MoveActions, CheckpointActions {
    private final ConsoleViewModel model;
    private final History history;
    private final ProcessesView processes;
    private final HostsView hosts;
    private final CheckpointView checkpoint;
    private final SideSheet sheet = new SideSheet();
    private final ConsoleMenu menu;

    ConsoleWindow(ConsoleViewModel model, History history, Consumer<ThemeChoice> theme) {
        this.model = model;
        this.history = history;
        this.processes = new ProcessesView(model.processes(), this);
        this.hosts = new HostsView(model.hosts(), this);
        this.checkpoint = new CheckpointView(model.checkpoints(), this);
        this.menu = new ConsoleMenu(model, this, processes, theme);
        getStyleClass().add("console");
        StackPane left = new StackPane(processes, checkpoint);
        HBox.setHgrow(left, Priority.ALWAYS);
        VBox panes = new VBox(
                new HBox(left, hosts), new JobsView(model.checkpoints(), this), new TrayView(model.moves(), this));
        VBox.setVgrow(panes.getChildren().get(0), Priority.ALWAYS);
        setTop(menu.bar());
        setCenter(new StackPane(panes, sheet));
        HostChoice.fill(processes.switcher(), model);
        showHint(entries().isEmpty());
        model.preflight().follow(this::showPreflight);
        model.details().follow(this::showDetails);
        model.hosts().problem().follow(this::say);
        followCheckpoints(model.checkpoints());
        new DroppedFiles(this, model.checkpoints()::open);
    }

    private void followCheckpoints(CheckpointsViewModel checkpoints) {
        checkpoints.opened().follow(this::showCheckpoint);
        checkpoints.saving().follow(this::showSaving);
        checkpoints.restoring().follow(this::showRestoring);
        checkpoints.problem().follow(this::sayAboutCheckpoint);
    }

    private void showCheckpoint(Optional<OpenCheckpoint> opened) {
        checkpoint.setVisible(opened.isPresent());
        checkpoint.setManaged(opened.isPresent());
        processes.setVisible(opened.isEmpty());
        if (opened.isPresent()) checkpoint.focusTasks();
    }

    private void showSaving(Optional<SaveViewModel> question) {
        if (question.isEmpty()) {
            closeSheet("save-sheet");
            return;
        }
        SaveSheet asked =
                new SaveSheet(question.get(), () -> model.checkpoints().save(question.get()));
        String title = Texts.text("save.title", question.get().tree().name());
        sheet.open(
                "save-sheet",
                title,
                asked,
                asked.footer(),
                () -> model.checkpoints().withdraw(question.get()));
        asked.focus();
    }

    private void showRestoring(Optional<RestoreViewModel> question) {
        if (question.isEmpty()) {
            closeSheet("restore-sheet");
            return;
        }
        RestoreSheet asked =
                new RestoreSheet(question.get(), () -> model.checkpoints().restore(question.get()));
        sheet.open(
                "restore-sheet",
                asked.title(),
                asked,
                asked.footer(),
                () -> model.checkpoints().withdraw(question.get()));
        asked.focus();
    }

    private void closeSheet(String id) {
        if (sheet.isOpen() && id.equals(sheet.getChildren().get(0).getId())) sheet.close();
    }

    @Override
    public void saveSelected() {
        if (!model.proposeSave()) say(Texts.text("save.none"));
    }

    /** Asks which checkpoint to look into. */
    void openCheckpoint() {
        OpenSheet asked = new OpenSheet(model.checkpoints(), chosen -> {
            sheet.close();
            open(chosen);
        });
        sheet.open("open-sheet", Texts.text("open.title"), asked, asked.footer(), () -> {});
        asked.focus();
    }

    @Override
    public void open(Path path) {
        model.checkpoints().open(path);
    }

    @Override
    public void closeCheckpoint() {
        model.checkpoints().close();
        processes.focusTable();
    }

    @Override
    public void chooseRestoreHost() {
        Optional<OpenCheckpoint> opened = model.checkpoints().opened().get();
        if (opened.isEmpty()) return;
        Bounds place =
                checkpoint.menuPlace().localToScreen(checkpoint.menuPlace().getBoundsInLocal());
        HostChoice.restores(model, opened.get()).show(getScene().getWindow(), place.getMinX(), place.getMaxY());
    }

    @Override
    public void checkpointDragBegins() {
        model.checkpoints().drag(true);
    }

    private void showPreflight(Optional<PreflightViewModel> question) {
        if (question.isEmpty()) {
            sheet.close();
            processes.focusTable();
            return;
        }
        PreflightSheet asked = new PreflightSheet(question.get(), () -> model.begin(question.get()));
        sheet.open("preflight", asked.title(), asked.content(), asked.footer(), () -> withdraw(question.get()));
        asked.focus();
    }

    private void withdraw(PreflightViewModel question) {
        if (model.preflight().get().filter(open -> open == question).isPresent()) model.withdraw();
    }

    private void showDetails(Optional<DetailsViewModel> details) {
        details.ifPresent(asked ->
                sheet.open("details", asked.process().name(), new DetailsSheet(asked), null, processes::focusTable));
    }

    @Override
    public void dragBegins(List<ProcessFacts> trees) {
        model.drag(trees);
    }

    @Override
    public void dragEnds() {
        model.letGo();
    }

    @Override
    public void chooseDestination() {
        if (model.checkpoints().opened().get().isPresent()) {
            chooseRestoreHost();
            return;
        }
        List<ProcessFacts> trees = model.processes().selectedTrees();
        Point2D place = processes.besideSelection();
        HostChoice.destinations(model, trees).show(getScene().getWindow(), place.getX(), place.getY());
    }

    @Override
    public void showDetails() {
        model.showDetails();
    }

    @Override
    public void show(HostCardModel card) {
        model.choose(card);
    }

    @Override
    public boolean isDragging() {
        return model.isDragging();
    }

    @Override
    public void dragOver(HostCardModel card) {
        model.dragOver(card);
    }

    @Override
    public void drop(HostCardModel card) {
        model.drop(card);
    }

    @Override
    public void addHost() {
        AddHostSheet asked = new AddHostSheet(model.hosts(), sheet::close);
        sheet.open("add", Texts.text("add.title"), asked, asked.footer(), () -> {});
        asked.focus();
    }

    @Override
    public void goBack(MoveModel move) {
        model.goBack(move);
    }

    @Override
    public void tryAgain(MoveModel move) {
        model.ask(List.of(move.trip()));
    }

    @Override
    public void dismiss(MoveModel move) {
        model.moves().dismiss(move);
    }

    @Override
    public void showHistory() {
        HistorySheet asked = new HistorySheet(entries());
        sheet.open("history-sheet", Texts.text("history.title"), asked, asked.footer(), () -> {});
    }

    private List<HistoryEntry> entries() {
        try {
            return history.entries();
        } catch (IOException e) {
            say(e.getMessage());
            return List.of();
        }
    }

    /** A sentence that belongs to no pane. */
    void say(String sentence) {
        if (sentence.isEmpty()) return;
        say(sentence, new HBox(8));
    }

    private void sayAboutCheckpoint(String sentence) {
        if (sentence.isEmpty()) return;
        Button another = new Button(Texts.text("open.another"), Icons.of(Feather.FOLDER));
        another.setId("open-another");
        another.setOnAction(event -> openCheckpoint());
        say(sentence, new HBox(8, another));
    }

    private void say(String sentence, HBox footer) {
        footer.setAlignment(Pos.CENTER_LEFT);
        footer.getChildren().add(new CopyButton(() -> sentence));
        Label text = new Label(sentence);
        text.setWrapText(true);
        text.setMaxHeight(Double.MAX_VALUE);
        text.setAlignment(Pos.TOP_LEFT);
        text.getStyleClass().add("sheet-content");
        sheet.open("problem", Texts.text("problem.title"), text, footer, () -> {});
    }

    /** Asks, if moves would be cut off. */
    boolean mayClose() {
        if (!model.moves().isAnyUnderWay() && !model.checkpoints().isAnyUnderWay()) return true;
        ButtonType leave = new ButtonType(Texts.text("close.leave"), ButtonBar.ButtonData.OK_DONE);
        ButtonType stay = new ButtonType(Texts.text("close.stay"), ButtonBar.ButtonData.CANCEL_CLOSE);
        Alert dialog = new Alert(Alert.AlertType.NONE, Texts.text("close.question"), stay, leave);
        dialog.initOwner(getScene().getWindow());
        dialog.setTitle(Texts.text("window.title"));
        return dialog.showAndWait().filter(leave::equals).isPresent();
    }

    void showHint(boolean shown) {
        hosts.showHint(shown);
    }

    void showTheme(ThemeChoice choice) {
        menu.showTheme(choice);
    }

    void focusTable() {
        processes.focusTable();
    }

    void arrange(TableLayout layout) {
        processes.arrange(layout);
    }

    TableLayout arrangement() {
        return processes.arrangement();
    }
}
