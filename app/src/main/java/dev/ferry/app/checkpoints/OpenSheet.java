package dev.ferry.app.checkpoints;

import dev.ferry.app.screen.Texts;
import java.io.File;
import java.nio.file.Path;
import java.util.function.Consumer;
import javafx.geometry.Pos;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ListView;
import javafx.scene.control.TextField;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.stage.DirectoryChooser;
import javafx.stage.FileChooser;

/** Asks which checkpoint to look into: a file, a directory of images, or one that was open before. */
public final class OpenSheet extends VBox {
    private static final double ROW = 28;
    private static final int ROWS = 12;

    private final CheckpointsViewModel model;
    private final Consumer<Path> opened;
    private final TextField path = new TextField();
    private final ListView<Path> recent = new ListView<>();
    private final Button open = new Button(Texts.text("open.open"));

    /** The sheet; {@code opened} is called with what was chosen. */
    public OpenSheet(CheckpointsViewModel model, Consumer<Path> opened) {
        super(8);
        this.model = model;
        this.opened = opened;
        getStyleClass().add("sheet-content");
        path.setId("open-path");
        path.setAccessibleText(Texts.text("open.path"));
        path.textProperty().addListener((any, before, text) -> open.setDisable(text.isBlank()));
        open.setId("open-open");
        open.getStyleClass().add("accent");
        open.setDefaultButton(true);
        open.setDisable(true);
        open.setOnAction(event -> choose(Path.of(path.getText().strip())));
        Label heading = new Label(Texts.text("open.path"));
        Label before = new Label(Texts.text("open.recent"));
        Label hint = new Label(Texts.text("open.hint"));
        heading.getStyleClass().add("group-title");
        before.getStyleClass().add("group-title");
        hint.getStyleClass().addAll("small", "muted");
        hint.setWrapText(true);
        getChildren().addAll(heading, path, browse(), hint, before, recent());
    }

    private HBox browse() {
        Button file = new Button(Texts.text("open.file"));
        file.setOnAction(event -> {
            FileChooser chooser = new FileChooser();
            chooser.setTitle(Texts.text("menu.open"));
            take(chooser.showOpenDialog(getScene().getWindow()));
        });
        Button directory = new Button(Texts.text("open.directory"));
        directory.setOnAction(event -> {
            DirectoryChooser chooser = new DirectoryChooser();
            chooser.setTitle(Texts.text("menu.open"));
            take(chooser.showDialog(getScene().getWindow()));
        });
        return new HBox(8, file, directory);
    }

    private void take(File chosen) {
        if (chosen != null) choose(chosen.toPath());
    }

    private ListView<Path> recent() {
        recent.setId("open-recent");
        recent.setFixedCellSize(ROW);
        recent.setMaxHeight(ROW * ROWS + 2);
        recent.setAccessibleText(Texts.text("open.recent"));
        Label none = new Label(Texts.text("open.recent.none"));
        none.getStyleClass().add("empty");
        none.setWrapText(true);
        recent.setPlaceholder(none);
        model.recent().follow(paths -> recent.getItems().setAll(paths));
        recent.setOnMouseClicked(event -> {
            if (event.getClickCount() == 2) chooseRecent();
        });
        recent.setOnKeyPressed(event -> {
            if (event.getCode() == KeyCode.ENTER) {
                chooseRecent();
                event.consume();
            } else if (event.getCode() == KeyCode.DELETE
                    && recent.getSelectionModel().getSelectedItem() != null) {
                model.forget(recent.getSelectionModel().getSelectedItem());
                event.consume();
            }
        });
        return recent;
    }

    private void chooseRecent() {
        Path chosen = recent.getSelectionModel().getSelectedItem();
        if (chosen != null) choose(chosen);
    }

    private void choose(Path chosen) {
        opened.accept(chosen.toAbsolutePath().normalize());
    }

    /** The button below. */
    public HBox footer() {
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox footer = new HBox(8, space, open);
        footer.setAlignment(Pos.CENTER_LEFT);
        return footer;
    }

    /** Puts the cursor into the path. */
    public void focus() {
        path.requestFocus();
    }
}
