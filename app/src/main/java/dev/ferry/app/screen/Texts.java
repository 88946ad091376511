package dev.ferry.app.screen;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** Every text of the console, by its key. */
public final class Texts {
    private static final ResourceBundle BUNDLE = ResourceBundle.getBundle("dev.ferry.app.console.texts", Locale.ROOT);

    private Texts() {}

    /** The text as it stands. */
    public static String text(String key) {
        return BUNDLE.getString(key);
    }

    /** The text with its placeholders filled; numbers are shown as they are, without grouping. */
    public static String text(String key, Object... arguments) {
        Object[] shown = new Object[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            shown[i] = String.valueOf(arguments[i]);
        }
        return new MessageFormat(BUNDLE.getString(key), Locale.ROOT).format(shown);
    }

    /** The text for one thing, or for several: the key with {@code .one} or {@code .many} behind it. */
    public static String counted(String key, long count) {
        return text(key + (count == 1 ? ".one" : ".many"), count);
    }
}
