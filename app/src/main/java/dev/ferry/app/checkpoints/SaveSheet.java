package dev.ferry.app.checkpoints;

import dev.ferry.app.fx.Icons;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Texts;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.PasswordField;
import javafx.scene.control.RadioButton;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.FileChooser;
import org.kordamp.ikonli.feather.Feather;

/** Asks for the file, and what becomes of the program. */
public final class SaveSheet extends VBox {
    private final SaveViewModel model;
    private final TextField file = new TextField();
    private final CheckBox encrypt = new CheckBox(Texts.text("save.encrypt"));
    private final PasswordField passphrase = secret("save-passphrase", "save.passphrase");
    private final PasswordField again = secret("save-again", "save.again");
    private final VBox secrets = new VBox(8, passphrase, again);
    private final Button save = new Button(Texts.text("save.save"), Icons.of(Feather.SAVE));

    /** The sheet of a question; {@code begin} is what its button does. */
    public SaveSheet(SaveViewModel model, Runnable begin) {
        super(8);
        this.model = model;
        getStyleClass().add("sheet-content");
        save.setId("save-save");
        save.getStyleClass().add("accent");
        save.setDefaultButton(true);
        save.setOnAction(event -> begin.run());
        getChildren().addAll(facts(), heading("save.file"), fileRow(), problem(model.problem()));
        getChildren().add(heading("save.afterwards"));
        fates();
        getChildren().addAll(muted(Texts.text("save.meaning")), encrypt, secrets);
        encryption();
    }

    private static PasswordField secret(String id, String text) {
        PasswordField field = new PasswordField();
        field.setId(id);
        field.setPromptText(Texts.text(text));
        field.setAccessibleText(Texts.text(text));
        return field;
    }

    private void encryption() {
        encrypt.setId("save-encrypt");
        secrets.getChildren().addAll(problem(model.passphraseProblem()), muted(Texts.text("save.passphrase.meaning")));
        VBox.setMargin(encrypt, new Insets(8, 0, 0, 0));
        model.passphrase(
                () -> passphrase.getText().toCharArray(), () -> again.getText().toCharArray());
        model.encrypted().follow(this::showSecrets);
        encrypt.selectedProperty().addListener((any, before, chosen) -> {
            model.encrypted().set(chosen);
            if (chosen) passphrase.requestFocus();
        });
        for (PasswordField field : List.of(passphrase, again)) {
            field.textProperty()
                    .addListener(
                            (any, before, text) -> model.passphraseProblem().set(""));
        }
    }

    private void showSecrets(boolean shown) {
        encrypt.setSelected(shown);
        secrets.setVisible(shown);
        secrets.setManaged(shown);
    }

    private VBox facts() {
        Label command = new Label(model.tree().command());
        command.getStyleClass().add("command");
        command.setTooltip(new Tooltip(command.getText()));
        command.setWrapText(true);
        command.setMaxHeight(56);
        return new VBox(
                4,
                command,
                muted(Texts.text(
                        "save.facts",
                        model.tree().pid(),
                        model.fromName(),
                        Amounts.bytes(model.tree().memoryBytes()))));
    }

    private static Label heading(String text) {
        Label heading = new Label(Texts.text(text));
        heading.getStyleClass().add("group-title");
        return heading;
    }

    private static Label muted(String text) {
        Label label = new Label(text);
        label.getStyleClass().addAll("small", "muted");
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    private HBox fileRow() {
        file.setId("save-file");
        file.setAccessibleText(Texts.text("save.file"));
        file.setText(model.file().get());
        file.textProperty().addListener((any, before, text) -> {
            model.file().set(text);
            model.problem().set("");
        });
        HBox.setHgrow(file, Priority.ALWAYS);
        Button browse = new Button(Texts.text("save.browse"));
        browse.setId("save-browse");
        browse.setMinWidth(Region.USE_PREF_SIZE);
        browse.setOnAction(event -> browse());
        return new HBox(8, file, browse);
    }

    private void browse() {
        FileChooser chooser = new FileChooser();
        chooser.setTitle(Texts.text("menu.save"));
        Path now = Path.of(file.getText());
        Path directory = now.getParent();
        if (directory != null && directory.toFile().isDirectory()) chooser.setInitialDirectory(directory.toFile());
        chooser.setInitialFileName(String.valueOf(now.getFileName()));
        File chosen = chooser.showSaveDialog(getScene().getWindow());
        if (chosen != null) file.setText(chosen.toString());
    }

    private void fates() {
        ToggleGroup group = new ToggleGroup();
        for (boolean runs : new boolean[] {true, false}) {
            String key = runs ? "save.leave-running" : "save.end";
            RadioButton fate = new RadioButton(Texts.text(key));
            fate.setId(key.replace('.', '-'));
            fate.setToggleGroup(group);
            fate.setSelected(model.leaveRunning().get() == runs);
            fate.selectedProperty().addListener((any, before, chosen) -> {
                if (chosen) model.leaveRunning().set(runs);
            });
            getChildren().add(fate);
        }
    }

    /** Stands below what it is about, while there is one. */
    private static Label problem(Observed<String> problem) {
        Label label = new Label();
        label.getStyleClass().addAll("small", "problem");
        label.setWrapText(true);
        problem.follow(sentence -> {
            label.setText(sentence);
            label.setVisible(!sentence.isEmpty());
            label.setManaged(!sentence.isEmpty());
        });
        return label;
    }

    /** The button below. */
    public HBox footer() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox footer = new HBox(8, space, save);
        footer.setAlignment(Pos.CENTER_LEFT);
        return footer;
    }

    /** Puts the cursor into the name. */
    public void focus() {
        file.requestFocus();
        int name = file.getText().lastIndexOf('/') + 1;
        file.selectRange(name, file.getText().length());
    }
}
