package dev.ferry.app.fx;

import javafx.geometry.Point2D;
import javafx.scene.Node;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.MenuItem;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;

/**
 * One menu for all rows of a list, by the other button of the mouse or by the key for it. It is nobody's {@code contextMenu}: the
 * toolkit would let the keys of its items work in the whole window, instead of those of the menu bar.
 */
public final class RowMenu {
    private final ContextMenu menu;

    /** A menu of these. */
    public RowMenu(MenuItem... items) {
        menu = new ContextMenu(items);
    }

    /** Lets a row that is not empty have it. */
    public void on(IndexedCell<?> row) {
        row.setOnContextMenuRequested(event -> {
            if (row.isEmpty()) return;
            menu.show(row.getScene().getWindow(), event.getScreenX(), event.getScreenY());
            event.consume();
        });
    }

    /** Shows it there if these are the keys for it. */
    public boolean typed(KeyEvent event, Node owner, Point2D place) {
        boolean wanted =
                event.getCode() == KeyCode.CONTEXT_MENU || (event.getCode() == KeyCode.F10 && event.isShiftDown());
        if (wanted) menu.show(owner.getScene().getWindow(), place.getX(), place.getY());
        return wanted;
    }
}
