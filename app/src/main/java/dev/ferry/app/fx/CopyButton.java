package dev.ferry.app.fx;

import dev.ferry.app.screen.Texts;
import java.util.function.Supplier;
import javafx.animation.PauseTransition;
import javafx.scene.control.Button;
import javafx.scene.control.Tooltip;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.util.Duration;
import org.kordamp.ikonli.feather.Feather;

/** Puts what is said beside it on the clipboard, for whoever can help. */
public final class CopyButton extends Button {
    private static final Duration ACKNOWLEDGED = Duration.seconds(1.5);

    /** Copies this, as it is when it is pressed. */
    public CopyButton(Supplier<String> text) {
        super(null, Icons.of(Feather.COPY));
        setId("copy");
        getStyleClass().addAll("flat", "button-icon");
        setTooltip(new Tooltip(Texts.text("copy.copy")));
        setAccessibleText(Texts.text("copy.copy"));
        PauseTransition later = new PauseTransition(ACKNOWLEDGED);
        later.setOnFinished(event -> setGraphic(Icons.of(Feather.COPY)));
        setOnAction(event -> {
            copy(text.get());
            setGraphic(Icons.of(Feather.CHECK));
            later.playFromStart();
        });
    }

    /** The same without a button. */
    public static void copy(String text) {
        ClipboardContent content = new ClipboardContent();
        content.putString(text);
        Clipboard.getSystemClipboard().setContent(content);
    }
}
