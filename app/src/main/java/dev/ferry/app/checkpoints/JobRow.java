package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.fx.CopyButton;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.fx.Meter;
import dev.ferry.app.fx.RowButtons;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import java.util.Locale;
import java.util.Optional;
import javafx.css.PseudoClass;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** One program that is saved or restored: what happens, how far it is, and what can be done about it. */
final class JobRow extends HBox {
    private final JobModel job;
    private final CheckpointsViewModel model;
    private final CheckpointActions actions;
    private final Label sentence = new Label();
    private final Meter meter = new Meter();
    private final Label figures = new Label();
    private final HBox buttons = new HBox(8);

    JobRow(JobModel job, CheckpointsViewModel model, CheckpointActions actions) {
        super(24);
        this.job = job;
        this.model = model;
        this.actions = actions;
        getStyleClass().add("move");
        setAlignment(Pos.CENTER_LEFT);
        getChildren().addAll(title(), middle(), buttons);
        HBox.setHgrow(getChildren().get(1), Priority.ALWAYS);
        buttons.setAlignment(Pos.CENTER_RIGHT);
        buttons.setMinWidth(168);
        job.sentence().follow(this::say);
        job.bytes().follow(bytes -> figures(bytes));
        job.end().follow(this::ended);
        job.cancelling().follow(any -> ended(job.end().get()));
    }

    private Node title() {
        boolean saves = job.task().kind() == JobModel.Kind.SAVE;
        Label program = new Label(job.task().program(), Icons.of(saves ? Feather.SAVE : Feather.PLAY));
        program.getStyleClass().add("program");
        Label way = new Label(Texts.text(
                saves ? "job.save.way" : "job.restore.way", job.task().host()));
        way.getStyleClass().addAll("small", "muted");
        VBox title = new VBox(4, program, way);
        title.setAlignment(Pos.CENTER_LEFT);
        title.setMinWidth(200);
        title.setPrefWidth(200);
        title.setMaxWidth(200);
        return title;
    }

    private Node middle() {
        sentence.setWrapText(true);
        sentence.getStyleClass().add("sentence");
        figures.getStyleClass().addAll("small", "muted");
        meter.setAccessibleText(Texts.text("job.progress"));
        VBox middle = new VBox(8, sentence, meter, figures);
        middle.setAlignment(Pos.CENTER_LEFT);
        return middle;
    }

    private void say(String text) {
        sentence.setText(text);
        setAccessibleText(job.task().program() + ". " + text);
    }

    private void figures(long bytes) {
        figures.setText(bytes == 0 ? "" : Texts.text("job.bytes", Amounts.bytes(bytes)));
        meter.show(Math.max(0, job.progress()));
    }

    private void ended(Optional<CheckpointEnd> end) {
        boolean over = end.isPresent();
        String outcome = end.map(how -> how.getClass().getSimpleName().toLowerCase(Locale.ROOT))
                .orElse("");
        for (String state : new String[] {"refused", "failed"}) {
            pseudoClassStateChanged(PseudoClass.getPseudoClass(state), state.equals(outcome));
        }
        for (Node node : new Node[] {meter, figures}) {
            node.setVisible(!over);
            node.setManaged(!over);
        }
        buttons.getChildren().clear();
        if (over) {
            afterwards();
        } else {
            Button cancel = RowButtons.named("job.cancel", Feather.X, job::cancel);
            cancel.setDisable(job.cancelling().get());
            buttons.getChildren().add(cancel);
        }
    }

    private void afterwards() {
        if (!job.isDone()) {
            buttons.getChildren().add(RowButtons.named("job.again", Feather.ROTATE_CW, job::tryAgain));
            buttons.getChildren().add(new CopyButton(job::report));
        } else if (job.task().kind() == JobModel.Kind.SAVE) {
            buttons.getChildren()
                    .add(RowButtons.named(
                            "job.open",
                            Feather.FOLDER,
                            () -> actions.open(job.task().file())));
        }
        buttons.getChildren().add(RowButtons.dismiss(() -> model.dismiss(job)));
    }
}
