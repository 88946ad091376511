package dev.ferry.app.fx;

import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Label;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.HBox;
import javafx.scene.paint.Color;
import org.kordamp.ikonli.feather.Feather;

/** What hangs on the pointer while programs are dragged. */
public final class DragImage {
    private DragImage() {}

    /** With a name and how much it is, in the look of that scene. */
    public static WritableImage of(Scene scene, String name, String amount) {
        Label size = new Label(amount);
        size.getStyleClass().add("small");
        HBox box = new HBox(8, new Label(name, Icons.of(Feather.BOX)), size);
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().addAll("root", "drag-image");
        Scene own = new Scene(box, Color.TRANSPARENT);
        own.getStylesheets().setAll(scene.getStylesheets());
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(Color.TRANSPARENT);
        return box.snapshot(parameters, null);
    }
}
