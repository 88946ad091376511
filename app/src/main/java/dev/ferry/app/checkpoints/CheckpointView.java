package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.PlainText;
import dev.ferry.app.fx.FactTable;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.SavedFile;
import dev.ferry.engine.show.SavedMapping;
import dev.ferry.engine.show.SavedPipe;
import dev.ferry.engine.show.SavedTask;
import dev.ferry.engine.show.SavedTask.SavedDescriptor;
import dev.ferry.engine.show.SavedTask.SavedThread;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.TabPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** The left pane while a person looks into a checkpoint: its processes, and what the selected one consists of. */
public final class CheckpointView extends VBox {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
            .withLocale(Locale.UK)
            .withZone(ZoneId.systemDefault());

    private static final int LONGEST = 1000;

    private final CheckpointActions actions;
    private final Label title = new Label();
    private final Label about = new Label();
    private final Label verdict = new Label();
    private final Button restore = new Button(Texts.text("menu.restore"), Icons.of(Feather.PLAY));
    private final TaskTable tasks;
    private final FactTable<SavedMapping> memory = new FactTable<SavedMapping>("details.memory")
            .withNumber("details.start", 128, SavedMapping::start)
            .withNumber("details.size", 88, mapping -> Amounts.bytes(mapping.bytes()))
            .withNumber("checkpoint.saved", 88, CheckpointView::saved)
            .with("details.permissions", 64, SavedMapping::access)
            .with("details.what", 440, SavedMapping::what);
    private final FactTable<Held> files = new FactTable<Held>("details.files")
            .withNumber(
                    "details.fd", 64, held -> Integer.toString(held.descriptor().fd()))
            .with("details.kind", 128, held -> held.file().kind())
            .with("checkpoint.mode", 56, held -> held.file().access())
            .with("details.target", 400, held -> held.file().name())
            .with("checkpoint.detail", 160, Held::detail);
    private final FactTable<Held> sockets = new FactTable<Held>("details.sockets")
            .withNumber(
                    "details.fd", 64, held -> Integer.toString(held.descriptor().fd()))
            .with("details.kind", 64, held -> held.file().kind())
            .with("details.local", 176, held -> held.file().socket().local())
            .with("details.remote", 176, held -> held.file().socket().remote())
            .with("details.state", 104, held -> held.file().socket().state())
            .withNumber(
                    "checkpoint.to-read",
                    88,
                    held -> waiting(held.file().socket().receiveBytes()))
            .withNumber(
                    "checkpoint.to-send",
                    88,
                    held -> waiting(held.file().socket().sendBytes()));
    private final FactTable<SavedPipe> pipes = new FactTable<SavedPipe>("checkpoint.pipes")
            .with("details.name", 200, CheckpointView::name)
            .withNumber("checkpoint.to-read", 88, pipe -> waiting(pipe.queuedBytes()))
            .with("checkpoint.readers", 200, pipe -> holders(pipe.readers()))
            .with("checkpoint.writers", 200, pipe -> holders(pipe.writers()));
    private final FactTable<SavedThread> threads = new FactTable<SavedThread>("details.threads")
            .withNumber("details.tid", 88, thread -> Integer.toString(thread.tid()))
            .with("details.name", 176, SavedThread::name)
            .with("checkpoint.policy", 88, SavedThread::policy)
            .with("checkpoint.blocked", 232, thread -> String.join(" ", thread.blocked()))
            .with("checkpoint.pending", 176, thread -> String.join(" ", thread.pending()));
    private final TaskFacts facts = new TaskFacts();
    private Map<Integer, SavedFile> filesById = Map.of();
    private Checkpoint shown;

    /** A descriptor with what it refers to. */
    private record Held(SavedDescriptor descriptor, SavedFile file) {
        String detail() {
            return file.detail().isEmpty() && file.position() > 0
                    ? Texts.text("checkpoint.position", file.position())
                    : file.detail();
        }
    }

    /** The pane of what is open in the model. */
    public CheckpointView(CheckpointsViewModel model, CheckpointActions actions) {
        this.actions = actions;
        this.tasks = new TaskTable(actions);
        setId("checkpoint");
        getStyleClass().add("processes-pane");
        // The tray below takes the room that it needs.
        setMinHeight(0);
        about.getStyleClass().addAll("small", "muted");
        verdict.setWrapText(true);
        verdict.setMaxWidth(Double.MAX_VALUE);
        verdict.setMinHeight(Region.USE_PREF_SIZE);
        TabPane tabs = new TabPane(memory.tab(), files.tab(), sockets.tab(), pipes.tab(), threads.tab(), facts.tab());
        tabs.setTabClosingPolicy(TabPane.TabClosingPolicy.UNAVAILABLE);
        tabs.setMinHeight(0);
        setVgrow(tabs, Priority.ALWAYS);
        VBox top = new VBox(8, about, verdict);
        top.getStyleClass().add("checkpoint-about");
        getChildren().addAll(header(), top, tasks, tabs);
        tasks.getSelectionModel()
                .selectedItemProperty()
                .addListener(
                        (any, before, item) -> show(Optional.ofNullable(item).map(chosen -> chosen.getValue())));
        model.opened().follow(opened -> opened.ifPresent(this::show));
    }

    private Node header() {
        Button back = new Button(null, Icons.of(Feather.ARROW_LEFT));
        back.setId("checkpoint-close");
        back.getStyleClass().addAll("flat", "button-icon");
        back.setTooltip(new Tooltip(Texts.text("menu.close-checkpoint")));
        back.setAccessibleText(Texts.text("menu.close-checkpoint"));
        back.setOnAction(event -> actions.closeCheckpoint());
        title.getStyleClass().add("pane-title");
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        restore.setId("checkpoint-restore");
        restore.setMinWidth(Region.USE_PREF_SIZE);
        restore.setOnAction(event -> actions.chooseRestoreHost());
        HBox header = new HBox(8, back, title, space, restore);
        header.setAlignment(Pos.CENTER_LEFT);
        header.getStyleClass().add("pane-header");
        return header;
    }

    private void show(OpenCheckpoint opened) {
        shown = opened.content();
        title.setText(opened.name());
        title.setTooltip(new Tooltip(opened.path().toString()));
        String content = about(shown);
        about.setText(PlainText.of(opened.isSealed() ? Texts.text("checkpoint.sealed", content) : content, LONGEST));
        boolean fits = opened.obstacle().isEmpty();
        restore.setDisable(!fits);
        verdict.setText(fits ? Texts.text("checkpoint.fits") : Texts.text("checkpoint.obstacle", opened.obstacle()));
        verdict.setGraphic(Icons.of(fits ? Feather.CHECK_CIRCLE : Feather.X_CIRCLE));
        verdict.getStyleClass().setAll("label", "verdict", fits ? "fits" : "blocker");
        filesById = shown.files().stream().collect(Collectors.toMap(SavedFile::id, file -> file));
        pipes.fill(shown.pipes());
        tasks.show(shown.tasks());
    }

    private static String about(Checkpoint checkpoint) {
        Checkpoint.Origin origin = checkpoint.origin();
        String made = origin.host().isEmpty()
                ? Texts.text("checkpoint.made", origin.program(), TIME.format(Instant.ofEpochMilli(origin.createdMs())))
                : Texts.text(
                        "checkpoint.made-on",
                        origin.program(),
                        origin.host(),
                        origin.kernel(),
                        TIME.format(Instant.ofEpochMilli(origin.createdMs())));
        return Texts.text(
                "checkpoint.about",
                made,
                Texts.counted("processes.count", checkpoint.tasks().size()),
                Texts.counted("details.thread", checkpoint.threads()),
                Amounts.bytes(checkpoint.memoryBytes()),
                Amounts.bytes(checkpoint.bytes()));
    }

    private void show(Optional<SavedTask> selected) {
        List<Held> held = selected.map(this::held).orElse(List.of());
        memory.fill(selected.map(SavedTask::mappings).orElse(List.of()));
        files.fill(held);
        sockets.fill(held.stream().filter(one -> one.file().socket() != null).toList());
        threads.fill(selected.map(SavedTask::threads).orElse(List.of()));
        facts.show(selected);
    }

    private List<Held> held(SavedTask task) {
        return task.descriptors().stream()
                .filter(descriptor -> filesById.containsKey(descriptor.file()))
                .map(descriptor -> new Held(descriptor, filesById.get(descriptor.file())))
                .toList();
    }

    private static String saved(SavedMapping mapping) {
        return mapping.savedBytes() == 0 ? "" : Amounts.bytes(mapping.savedBytes());
    }

    private static String waiting(long bytes) {
        return bytes == 0 ? "" : Amounts.bytes(bytes);
    }

    private static String name(SavedPipe pipe) {
        return pipe.name().isEmpty() ? Texts.text("checkpoint.pipe", pipe.id()) : pipe.name();
    }

    private static String holders(List<SavedFile.Holder> holders) {
        return holders.stream()
                .map(holder -> Texts.text("checkpoint.holder", holder.pid(), holder.fd()))
                .collect(Collectors.joining(", "));
    }

    /** Puts the focus on the processes. */
    public void focusTasks() {
        tasks.requestFocus();
    }

    /** Where a menu about what is open belongs. */
    public Node menuPlace() {
        return restore;
    }
}
