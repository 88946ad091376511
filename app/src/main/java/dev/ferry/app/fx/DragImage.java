package dev.ferry.app.fx;

import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.SnapshotParameters;
import javafx.scene.control.Label;
import javafx.scene.image.WritableImage;
import javafx.scene.input.Dragboard;
import javafx.scene.layout.HBox;
import javafx.scene.paint.Color;
import javafx.scene.transform.Transform;
import org.kordamp.ikonli.feather.Feather;

/** What hangs on the pointer while programs are dragged. */
public final class DragImage {
    private static final double GAP = 8;

    private DragImage() {}

    /** Hangs a name and how much it is on the pointer, in the look of that scene: above it, for below it a card answers. */
    public static void hang(Dragboard board, Scene scene, String name, String amount) {
        // GTK takes the picture by its pixels, whatever the scale of the screen is.
        double scale = scene.getWindow().getOutputScaleX();
        WritableImage image = draw(scene, name, amount, Transform.scale(scale, scale));
        board.setDragView(image, -GAP * scale, image.getHeight() + GAP * scale);
    }

    private static WritableImage draw(Scene scene, String name, String amount, Transform scale) {
        Label size = new Label(amount);
        size.getStyleClass().add("small");
        HBox box = new HBox(8, new Label(name, Icons.of(Feather.BOX)), size);
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().addAll("root", "drag-image");
        Scene own = new Scene(box, Color.TRANSPARENT);
        own.getStylesheets().setAll(scene.getStylesheets());
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setFill(Color.TRANSPARENT);
        parameters.setTransform(scale);
        return box.snapshot(parameters, null);
    }
}
