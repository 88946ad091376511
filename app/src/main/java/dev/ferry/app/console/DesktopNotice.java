package dev.ferry.app.console;

import java.io.IOException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A notification of the desktop, if it has such. */
final class DesktopNotice {
    private static final Logger LOG = Logger.getLogger(DesktopNotice.class.getName());

    private DesktopNotice() {}

    static void show(String title, String sentence) {
        try {
            new ProcessBuilder("notify-send", "--app-name=Ferry", "--", title, sentence)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            LOG.log(Level.FINE, "no notifications here", e);
        }
    }
}
