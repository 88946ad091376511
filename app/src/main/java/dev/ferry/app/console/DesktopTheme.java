package dev.ferry.app.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Whether the desktop is light or dark: $GTK_THEME says so, or else GNOME's settings. */
final class DesktopTheme {
    private static final List<String> COLOUR = List.of("org.gnome.desktop.interface", "color-scheme");
    private static final List<String> GTK = List.of("org.gnome.desktop.interface", "gtk-theme");

    /** Ends with us, however we end: then nobody holds the other end of its input. */
    private static final String MONITOR =
            "command -v gsettings >/dev/null || exit 0;" + " gsettings monitor \"$1\" \"$2\" & cat >/dev/null; kill $!";

    private DesktopTheme() {}

    static Theme now() {
        String variable = System.getenv("GTK_THEME");
        if (variable != null && !variable.isEmpty()) return parse(variable);
        return parse(setting(COLOUR)) == Theme.DARK ? Theme.DARK : parse(setting(GTK));
    }

    /** {@code 'prefer-dark'}, {@code 'Adwaita-dark'} or {@code Adwaita:dark}. */
    static Theme parse(String setting) {
        return setting.toLowerCase(Locale.ROOT).contains("dark") ? Theme.DARK : Theme.LIGHT;
    }

    private static String setting(List<String> key) {
        try {
            Process gsettings = new ProcessBuilder("gsettings", "get", key.get(0), key.get(1))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!gsettings.waitFor(2, TimeUnit.SECONDS)) {
                gsettings.destroy();
                return "";
            }
            return new String(gsettings.getInputStream().readNBytes(200), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** Tells of every change until the process ends that is returned; null if the desktop has no such settings. */
    static Process follow(Consumer<Theme> listener) {
        try {
            Process monitor = new ProcessBuilder("sh", "-c", MONITOR, "sh", COLOUR.get(0), COLOUR.get(1))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            Thread reader = new Thread(() -> read(monitor, listener), "ferry-theme");
            reader.setDaemon(true);
            reader.start();
            return monitor;
        } catch (IOException e) {
            return null;
        }
    }

    private static void read(Process monitor, Consumer<Theme> listener) {
        try (BufferedReader lines = monitor.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                listener.accept(parse(line));
            }
        } catch (IOException e) {
            // The window closes.
        }
    }
}
