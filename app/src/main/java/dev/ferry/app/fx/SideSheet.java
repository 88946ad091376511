package dev.ferry.app.fx;

import dev.ferry.app.screen.Texts;
import javafx.animation.Interpolator;
import javafx.animation.TranslateTransition;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/** A sheet that slides in over the right side of the window and leaves the rest of it usable. */
public final class SideSheet extends StackPane {
    private static final Duration SLIDE = Duration.millis(160);
    private static final double WIDTH = 480;

    private Runnable closed = () -> {};

    /** Without a sheet. */
    public SideSheet() {
        setPickOnBounds(false);
        setAlignment(Pos.CENTER_RIGHT);
        addEventHandler(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.ESCAPE && isOpen()) {
                close();
                event.consume();
            }
        });
    }

    /**
     * Shows a sheet in place of the one that is there.
     *
     * @param footer may be null
     * @param whenClosed called once, however it is closed
     */
    public void open(String id, String title, Node content, Node footer, Runnable whenClosed) {
        closed.run();
        closed = whenClosed;
        VBox sheet = new VBox(header(title), content);
        VBox.setVgrow(content, Priority.ALWAYS);
        if (footer != null) {
            footer.getStyleClass().add("sheet-footer");
            sheet.getChildren().add(footer);
        }
        sheet.setId(id);
        sheet.getStyleClass().add("side-sheet");
        sheet.setMinWidth(WIDTH);
        sheet.setMaxWidth(WIDTH);
        boolean slides = !isOpen();
        getChildren().setAll(sheet);
        if (slides) slide(sheet, WIDTH, 0).play();
    }

    private Node header(String title) {
        Label label = new Label(title);
        label.getStyleClass().add("pane-title");
        label.setMaxWidth(Double.MAX_VALUE);
        HBox.setHgrow(label, Priority.ALWAYS);
        Button close = new Button(null, Icons.of(Feather.X));
        close.getStyleClass().addAll("flat", "button-icon");
        close.setId("sheet-close");
        close.setTooltip(new Tooltip(Texts.text("sheet.close")));
        close.setAccessibleText(Texts.text("sheet.close"));
        close.setOnAction(event -> close());
        HBox header = new HBox(8, label, close);
        header.setAlignment(Pos.CENTER_LEFT);
        header.getStyleClass().add("pane-header");
        return header;
    }

    private static TranslateTransition slide(Region sheet, double from, double to) {
        TranslateTransition slide = new TranslateTransition(SLIDE, sheet);
        slide.setFromX(from);
        slide.setToX(to);
        slide.setInterpolator(Interpolator.EASE_OUT);
        return slide;
    }

    /** Whether there is one. */
    public boolean isOpen() {
        return !getChildren().isEmpty();
    }

    /** Takes the sheet away. */
    public void close() {
        if (!isOpen()) return;
        Node sheet = getChildren().get(0);
        Runnable listener = closed;
        closed = () -> {};
        TranslateTransition slide = slide((Region) sheet, sheet.getTranslateX(), WIDTH);
        slide.setOnFinished(event -> getChildren().remove(sheet));
        slide.play();
        listener.run();
    }
}
