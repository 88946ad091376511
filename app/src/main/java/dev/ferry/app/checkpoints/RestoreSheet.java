package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.PlainText;
import dev.ferry.app.fx.Icons;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.SavedTask;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.kordamp.ikonli.feather.Feather;

/** Says what is restored where, and begins it. */
public final class RestoreSheet extends VBox {
    private static final int MOST_PIDS = 20;
    private static final int LONGEST = 500;
    /** The mildest first. */
    private static final List<ExistingFilePolicy> POLICIES =
            List.of(ExistingFilePolicy.REFUSE, ExistingFilePolicy.USE_THEIRS, ExistingFilePolicy.OVERWRITE);

    private final RestoreViewModel model;
    private final Button restore = new Button(Texts.text("restore.restore"), Icons.of(Feather.PLAY));
    private final HBox footer;

    /** The sheet of a question; {@code begin} is what its button does. */
    public RestoreSheet(RestoreViewModel model, Runnable begin) {
        super(8);
        this.model = model;
        getStyleClass().add("sheet-content");
        restore.setId("restore-restore");
        restore.getStyleClass().add("accent");
        restore.setDefaultButton(true);
        restore.setDisable(!model.canRestore());
        restore.setOnAction(event -> begin.run());
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        footer = new HBox(8, space, restore);
        footer.setAlignment(Pos.CENTER_LEFT);
        facts();
        policies();
    }

    private void facts() {
        Checkpoint content = model.checkpoint().content();
        Label command = new Label(PlainText.of(content.root().command(), LONGEST));
        command.getStyleClass().add("command");
        command.setTooltip(new Tooltip(command.getText()));
        command.setWrapText(true);
        command.setMaxHeight(56);
        getChildren()
                .addAll(
                        command,
                        muted(Texts.text(
                                "restore.facts",
                                model.checkpoint().name(),
                                Texts.counted("processes.count", content.tasks().size()),
                                Amounts.bytes(content.bytes()))),
                        muted(Texts.text("restore.pids", pids(content))));
        if (!model.canRestore()) {
            Label verdict = new Label(model.checkpoint().obstacle(), Icons.of(Feather.X_CIRCLE));
            verdict.setWrapText(true);
            verdict.getStyleClass().addAll("verdict", "blocker");
            getChildren().add(verdict);
        }
    }

    private static String pids(Checkpoint content) {
        String pids = content.tasks().stream()
                .map(SavedTask::pid)
                .limit(MOST_PIDS)
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return content.tasks().size() > MOST_PIDS ? pids + "…" : pids;
    }

    private static Label muted(String text) {
        Label label = new Label(text);
        label.getStyleClass().addAll("small", "muted");
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private void policies() {
        Label heading = new Label(Texts.text("choice.files"));
        heading.getStyleClass().add("group-title");
        getChildren().add(heading);
        ToggleGroup group = new ToggleGroup();
        for (ExistingFilePolicy policy : POLICIES) {
            String name = policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
            RadioButton choice = new RadioButton(Texts.text("restore.files." + name));
            choice.setId("restore-" + name);
            choice.setToggleGroup(group);
            choice.setSelected(model.existingFiles().get() == policy);
            choice.selectedProperty().addListener((any, before, chosen) -> {
                if (chosen) model.existingFiles().set(policy);
            });
            getChildren().add(choice);
        }
    }

    /** What the sheet is called. */
    public String title() {
        return Texts.text("restore.title", model.checkpoint().program(), model.toName());
    }

    /** The button below. */
    public HBox footer() {
        return footer;
    }

    /** Enter restores it. */
    public void focus() {
        restore.requestFocus();
    }
}
