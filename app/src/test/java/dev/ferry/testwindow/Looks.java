package dev.ferry.testwindow;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javafx.geometry.Bounds;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.ComboBoxBase;
import javafx.scene.control.Control;
import javafx.scene.control.IndexedCell;
import javafx.scene.control.Label;
import javafx.scene.control.Labeled;
import javafx.scene.control.ListView;
import javafx.scene.control.MenuBar;
import javafx.scene.control.MenuButton;
import javafx.scene.control.ScrollBar;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.SplitPane;
import javafx.scene.control.TabPane;
import javafx.scene.control.TableView;
import javafx.scene.control.TextInputControl;
import javafx.scene.control.TreeTableView;
import javafx.scene.text.Text;
import javafx.stage.PopupWindow;
import javafx.stage.Window;

/** What is wrong with a window for those who can not see it, and for those who can. */
final class Looks {
    /** Parts of a skin, which the toolkit names itself. */
    private static final Set<String> SKIN = Set.of(
            "arrow-button", "increment-button", "decrement-button", "tab-close-button", "show-hide-columns-button");

    /** Texts of the user's programs and files: as long as they like, and shown whole in a tooltip or in the details. */
    private static final Set<String> FOREIGN = Set.of("command", "program", "host-name");

    private final List<String> complaints = new ArrayList<>();

    private Looks() {}

    /** A sentence for each thing in the windows that are open. */
    static List<String> complaints() {
        Looks looks = new Looks();
        for (Window window : Window.getWindows()) {
            boolean seen = window.isShowing() && window.getScene() != null;
            if (seen && !(window instanceof PopupWindow)) {
                Parent root = window.getScene().getRoot();
                // What has changed since the last frame has its old width.
                root.applyCss();
                root.layout();
                looks.walk(root);
            }
        }
        return looks.complaints;
    }

    private void walk(Node node) {
        if (!node.isVisible()) return;
        if (needsName(node) && isNameless(node)) complaints.add("no accessible name: " + describe(node));
        if (node instanceof Labeled labeled && isCutOff(labeled)) {
            complaints.add("cut off: \"" + labeled.getText() + "\" in " + describe(node));
        }
        // What is in cells is foreign; what is in these skins is their own.
        if (node instanceof IndexedCell<?> || node instanceof MenuBar || node instanceof ComboBoxBase<?>) return;
        if (node instanceof Parent parent) parent.getChildrenUnmodifiable().forEach(this::walk);
    }

    private static boolean needsName(Node node) {
        if (node.getStyleClass().stream().anyMatch(SKIN::contains)) return false;
        boolean kind = node instanceof ButtonBase
                || node instanceof TextInputControl
                || node instanceof ComboBoxBase<?>
                || node instanceof ListView<?>
                || node instanceof TableView<?>
                || node instanceof TreeTableView<?>;
        boolean container = node instanceof ScrollPane
                || node instanceof ScrollBar
                || node instanceof TabPane
                || node instanceof SplitPane
                || node instanceof Label;
        return kind || (node.isFocusTraversable() && !container && !(node.getParent() instanceof Control));
    }

    private static boolean isNameless(Node node) {
        String text = node instanceof Labeled labeled ? labeled.getText() : null;
        return Stream.of(text, node.getAccessibleText()).allMatch(name -> name == null || name.isBlank());
    }

    /** Its skin shows another text, or the text is wider than what lets it be seen. */
    private static boolean isCutOff(Labeled labeled) {
        if (labeled.getText() == null || labeled.getText().isBlank()) return false;
        if (labeled.getStyleClass().stream().anyMatch(FOREIGN::contains)) return false;
        if (labeled instanceof IndexedCell<?> || labeled instanceof MenuButton) return false;
        return labeled.getChildrenUnmodifiable().stream()
                .filter(child -> child != labeled.getGraphic())
                .filter(Text.class::isInstance)
                .map(Text.class::cast)
                .anyMatch(shown -> shown.isVisible() && !shown.getText().equals(labeled.getText()));
    }

    private static String describe(Node node) {
        Bounds place = node.localToScreen(node.getBoundsInLocal());
        return node.getClass().getSimpleName() + " " + (node.getId() == null ? "" : "#" + node.getId() + " ")
                + node.getStyleClass()
                + (place == null ? "" : " at " + (int) place.getMinX() + "," + (int) place.getMinY());
    }
}
