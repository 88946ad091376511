package dev.ferry.app.console;

import java.io.IOException;

/** No window could be opened. */
final class ConsoleException extends IOException {
    private static final long serialVersionUID = 1L;

    ConsoleException(Throwable cause) {
        super(sentence(deepest(cause)), cause);
    }

    private static Throwable deepest(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String sentence(Throwable cause) {
        String why = String.valueOf(cause.getMessage());
        String remedy = remedy(why);
        return "The console can not open its window (" + why + "); " + remedy
                + ", or use the commands of ferry --help.";
    }

    private static String remedy(String why) {
        if (why.contains("glass GTK")) return "install libgtk-3-0, libxtst6, libxxf86vm1 and libgl1";
        if (!ConsoleStart.isSet("DISPLAY")) return "switch XWayland on in your desktop, for JavaFX needs an X display";
        return why.contains("DISPLAY") ? "check that the display of $DISPLAY lets you in" : "see ferry -v";
    }
}
