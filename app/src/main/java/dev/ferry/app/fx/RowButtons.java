package dev.ferry.app.fx;

import dev.ferry.app.screen.Texts;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import org.kordamp.ikonli.feather.Feather;

/** The buttons at the end of a row of the tray. */
public final class RowButtons {
    private RowButtons() {}

    /** With the text of that name; its id is the name with dashes. */
    public static Button named(String text, Feather icon, Runnable action) {
        Button button = new Button(Texts.text(text), Icons.of(icon));
        button.setId(text.replace('.', '-'));
        button.getStyleClass().add("small");
        button.setOnAction(event -> action.run());
        return button;
    }

    /** Removes the row of something that is over. */
    public static Button dismiss(Runnable action) {
        Button dismiss = new Button(null, Icons.of(Feather.X));
        dismiss.getStyleClass().addAll("flat", "button-icon");
        dismiss.setTooltip(new Tooltip(Texts.text("move.dismiss")));
        dismiss.setAccessibleText(Texts.text("move.dismiss"));
        dismiss.setOnAction(event -> action.run());
        return dismiss;
    }
}
