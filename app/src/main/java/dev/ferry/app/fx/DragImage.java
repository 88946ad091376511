package dev.ferry.app.fx;

import javafx.event.EventHandler;
import javafx.geometry.Pos;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.image.WritableImage;
import javafx.scene.input.DragEvent;
import javafx.scene.input.Dragboard;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Pane;
import org.kordamp.ikonli.feather.Feather;

/**
 * What hangs on the pointer while programs are dragged. It is a part of the scene: GTK would make a window of it, and on a display
 * that is not composited all that such a window uncovers has to be painted anew, the whole console at every step of the pointer.
 */
public final class DragImage {
    private static final double GAP = 8;
    /** So far from the pointer is the window that GTK makes in any case, to be on no screen. */
    private static final double NOWHERE = 16_000;

    private final Pane root;
    private final HBox box;
    private final EventHandler<DragEvent> follow = this::follow;
    private final EventHandler<DragEvent> hide = event -> show(false);
    private final EventHandler<DragEvent> done = event -> letGo();

    private DragImage(Pane root, HBox box) {
        this.root = root;
        this.box = box;
    }

    /** Hangs a name and how much it is on the pointer: above it, for below it a card answers. */
    public static void hang(Dragboard board, Scene scene, String name, String amount) {
        board.setDragView(new WritableImage(1, 1), NOWHERE, NOWHERE);
        if (scene.getRoot() instanceof Pane root) new DragImage(root, draw(name, amount)).begin();
    }

    private static HBox draw(String name, String amount) {
        Label size = new Label(amount);
        size.getStyleClass().add("small");
        HBox box = new HBox(8, new Label(name, Icons.of(Feather.BOX)), size);
        box.setAlignment(Pos.CENTER_LEFT);
        box.getStyleClass().add("drag-image");
        box.setManaged(false);
        box.setMouseTransparent(true);
        return box;
    }

    private void begin() {
        show(false);
        root.getChildren().add(box);
        root.addEventFilter(DragEvent.DRAG_OVER, follow);
        root.addEventHandler(DragEvent.DRAG_EXITED, hide);
        root.addEventFilter(DragEvent.DRAG_DONE, done);
    }

    private void follow(DragEvent event) {
        box.autosize();
        double rightmost = root.getWidth() - box.getWidth() - GAP;
        double above = event.getSceneY() - box.getHeight() - GAP;
        double y = above < 0 ? event.getSceneY() + 2 * GAP : above;
        box.relocate(Math.rint(Math.min(event.getSceneX() + GAP, rightmost)), Math.rint(y));
        show(true);
    }

    private void show(boolean shown) {
        if (box.isVisible() != shown) box.setVisible(shown);
    }

    private void letGo() {
        root.removeEventFilter(DragEvent.DRAG_OVER, follow);
        root.removeEventHandler(DragEvent.DRAG_EXITED, hide);
        root.removeEventFilter(DragEvent.DRAG_DONE, done);
        root.getChildren().remove(box);
    }
}
