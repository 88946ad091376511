package dev.ferry.app.console;

import dev.ferry.app.processes.TableLayout;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.Properties;

/**
 * How the window looked when it was closed.
 *
 * @param list how the list of programs was arranged
 * @param shown of which host, and which of its programs
 */
record WindowState(
        double width, double height, boolean maximized, ThemeChoice theme, TableLayout list, ShownPrograms shown) {
    static final WindowState FIRST =
            new WindowState(1200, 760, false, ThemeChoice.DESKTOP, TableLayout.USUAL, ShownPrograms.FIRST);

    private static final double SMALLEST = 200;
    private static final double LARGEST = 20_000;

    /** The same with another theme. */
    WindowState with(ThemeChoice other) {
        return new WindowState(width, height, maximized, other, list, shown);
    }

    /** In $XDG_STATE_HOME, or ~/.local/state. */
    static Path usualFile() {
        String state = System.getenv("XDG_STATE_HOME");
        Path base = state == null || state.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".local", "state")
                : Path.of(state);
        return base.resolve("ferry").resolve("window.properties");
    }

    /** What is missing or makes no sense is as at the first start. */
    static WindowState read(Path file) {
        Properties saved = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            saved.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            return FIRST;
        }
        return new WindowState(
                size(saved.getProperty("width"), FIRST.width),
                size(saved.getProperty("height"), FIRST.height),
                Boolean.parseBoolean(saved.getProperty("maximized")),
                theme(saved.getProperty("theme", "")),
                TableLayout.parse(saved.getProperty("columns", ""), saved.getProperty("sort", "")),
                new ShownPrograms(
                        saved.getProperty("host", ShownPrograms.FIRST.host()),
                        Boolean.parseBoolean(saved.getProperty("mine", "true")),
                        Boolean.parseBoolean(saved.getProperty("kernel"))));
    }

    private static double size(String text, double usual) {
        try {
            double size = text == null ? usual : Double.parseDouble(text);
            return size >= SMALLEST && size <= LARGEST ? size : usual;
        } catch (NumberFormatException e) {
            return usual;
        }
    }

    private static ThemeChoice theme(String name) {
        for (ThemeChoice choice : ThemeChoice.values()) {
            if (choice.name().equals(name.toUpperCase(Locale.ROOT))) return choice;
        }
        return ThemeChoice.DESKTOP;
    }

    /** A new file takes the place of the old one. */
    void write(Path file) throws IOException {
        Properties saved = new Properties();
        saved.setProperty("width", Double.toString(width));
        saved.setProperty("height", Double.toString(height));
        saved.setProperty("maximized", Boolean.toString(maximized));
        saved.setProperty("theme", theme.name());
        saved.setProperty("columns", list.columnsText());
        saved.setProperty("sort", list.sortsText());
        saved.setProperty("host", shown.host());
        saved.setProperty("mine", Boolean.toString(shown.mine()));
        saved.setProperty("kernel", Boolean.toString(shown.kernel()));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (Writer writer = Files.newBufferedWriter(next, StandardCharsets.UTF_8)) {
            saved.store(writer, null);
        }
        Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
