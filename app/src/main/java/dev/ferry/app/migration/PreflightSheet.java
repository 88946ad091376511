package dev.ferry.app.migration;

import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.fx.CopyButton;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.migration.PreflightViewModel.Answer;
import dev.ferry.app.migration.PreflightViewModel.Checked;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ProgressIndicator;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** What speaks for and against a move, how it is to be done, and the button that begins it. */
public final class PreflightSheet {
    private final PreflightViewModel model;
    private final VBox findings = new VBox(8);
    private final Button move = new Button(Texts.text("preflight.move"), Icons.of(Feather.SEND));
    private final Button again = new Button(Texts.text("preflight.again"), Icons.of(Feather.ROTATE_CW));
    private final Region content;
    private final HBox footer;

    /** The sheet of a question; {@code begin} is what its button does. */
    public PreflightSheet(PreflightViewModel model, Runnable begin) {
        this.model = model;
        VBox all = new VBox(16, trip(), findings, new MoveChoices(model));
        all.getStyleClass().add("sheet-content");
        ScrollPane scroll = new ScrollPane(all);
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        content = scroll;
        move.setId("preflight-move");
        move.getStyleClass().add("accent");
        move.setDefaultButton(true);
        move.setOnAction(event -> begin.run());
        again.setId("preflight-again");
        again.setOnAction(event -> model.ask());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        footer = new HBox(8, again, new CopyButton(model::report), space, move);
        footer.setAlignment(Pos.CENTER_LEFT);
        model.answer().follow(this::show);
    }

    /** What the sheet is called. */
    public String title() {
        List<Trip> trips = model.trips();
        return trips.size() == 1
                ? Texts.text(
                        "preflight.title", trips.get(0).program(), trips.get(0).toName())
                : Texts.text("preflight.title.many", trips.size(), trips.get(0).toName());
    }

    /** Above the buttons. */
    public Region content() {
        return content;
    }

    /** The buttons. */
    public HBox footer() {
        return footer;
    }

    /** Enter moves it, once it may be moved. */
    public void focus() {
        footer.requestFocus();
    }

    private Node trip() {
        VBox rows = new VBox(8);
        for (Trip trip : model.trips()) {
            Label command = new Label(trip.command());
            command.getStyleClass().add("command");
            command.setTooltip(new Tooltip(command.getText()));
            command.setWrapText(true);
            command.setMaxHeight(model.trips().size() == 1 ? 56 : 20);
            Label facts = new Label(Texts.text(
                    "preflight.facts",
                    trip.pid(),
                    Texts.counted("processes.count", trip.processes()),
                    trip.fromName(),
                    trip.toName()));
            facts.getStyleClass().addAll("small", "muted");
            rows.getChildren().add(new VBox(4, command, facts));
        }
        return rows;
    }

    private void show(Answer answer) {
        findings.getChildren().clear();
        if (answer instanceof Answer.Asking) {
            showAsking();
        } else if (answer instanceof Answer.Failed failed) {
            findings.getChildren().add(verdict("blocker", Feather.X_CIRCLE, failed.sentence()));
        } else if (answer instanceof Answer.Answered answered) {
            showAnswer(answered);
        }
        move.setDisable(!model.canMove());
        again.setDisable(answer instanceof Answer.Asking);
    }

    private void showAsking() {
        ProgressIndicator busy = new ProgressIndicator();
        busy.setMaxSize(16, 16);
        HBox row = new HBox(8, busy, new Label(Texts.text("preflight.asking")));
        row.setAlignment(Pos.CENTER_LEFT);
        row.getStyleClass().add("verdict");
        findings.getChildren().add(row);
    }

    private void showAnswer(Answer.Answered answered) {
        boolean several = answered.trees().size() > 1;
        boolean warned = answered.trees().stream()
                .flatMap(tree -> tree.findings().stream())
                .anyMatch(finding -> finding.severity() == Severity.WARNING);
        if (answered.isBlocked()) {
            findings.getChildren().add(verdict("blocker", Feather.X_CIRCLE, Texts.text("preflight.blocked")));
        } else if (warned) {
            findings.getChildren().add(verdict("warning", Feather.ALERT_TRIANGLE, Texts.text("preflight.warned")));
        } else {
            findings.getChildren().add(verdict("fits", Feather.CHECK_CIRCLE, Texts.text("preflight.fits")));
        }
        for (Checked tree : answered.trees()) {
            if (several && !tree.findings().isEmpty())
                findings.getChildren().add(heading(tree.trip().program()));
            for (Severity severity : Severity.values()) {
                group(severity, tree.findings());
            }
        }
    }

    private static Node verdict(String style, Feather icon, String sentence) {
        Label label = new Label(sentence, Icons.of(icon));
        label.setWrapText(true);
        label.setMaxWidth(Double.MAX_VALUE);
        label.getStyleClass().addAll("verdict", style);
        return label;
    }

    private static Label heading(String text) {
        Label heading = new Label(text);
        heading.getStyleClass().add("group-title");
        return heading;
    }

    private void group(Severity severity, List<Finding> all) {
        List<Finding> those =
                all.stream().filter(finding -> finding.severity() == severity).toList();
        if (those.isEmpty()) return;
        String name = severity.name().toLowerCase(Locale.ROOT);
        findings.getChildren().add(heading(Texts.counted("preflight." + name, those.size())));
        Set<String> offered = new HashSet<>();
        for (Finding finding : those) {
            // A choice is about all of their kind.
            boolean first = offered.add(finding.code());
            findings.getChildren().add(row(name, finding, first ? FindingChoice.against(finding) : List.of()));
        }
    }

    private Node offers(List<FindingChoice> choices) {
        HBox offers = new HBox(8);
        for (FindingChoice choice : choices) {
            Button button = new Button(choice.title());
            button.setId("offer-" + choice.id());
            button.getStyleClass().add("small");
            button.setOnAction(event -> model.choose(choice.in(model.options().get())));
            offers.getChildren().add(button);
        }
        return offers;
    }

    private Node row(String severity, Finding finding, List<FindingChoice> choices) {
        Region mark = new Region();
        mark.getStyleClass().addAll("finding-mark", severity);
        Label sentence = new Label(finding.sentence());
        sentence.setWrapText(true);
        VBox text = new VBox(8, sentence);
        if (!choices.isEmpty()) text.getChildren().add(offers(choices));
        HBox.setHgrow(text, Priority.ALWAYS);
        HBox row = new HBox(8, mark, text);
        row.getStyleClass().add("finding");
        return row;
    }

    /** The options as they stand, for the move that begins. */
    public MoveOptions options() {
        return model.options().get();
    }
}
