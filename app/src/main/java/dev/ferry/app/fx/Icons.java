package dev.ferry.app.fx;

import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/** Icons of the one pack that the console uses; their colour and size come from the style sheet. */
public final class Icons {
    private Icons() {}

    /** The icon, with style classes beside its own. */
    public static FontIcon of(Feather icon, String... styleClasses) {
        FontIcon shown = new FontIcon(icon);
        shown.getStyleClass().addAll(styleClasses);
        return shown;
    }
}
