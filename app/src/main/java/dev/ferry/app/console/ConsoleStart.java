package dev.ferry.app.console;

import java.util.Optional;
import java.util.concurrent.Callable;
import javafx.application.Application;

/** Opens the window. Touches nothing of JavaFX before it is asked to: a server has none. */
public final class ConsoleStart {
    private ConsoleStart() {}

    /** The console, where there are a display and JavaFX; its result is an exit code. */
    public static Optional<Callable<Integer>> ifThereIsADisplay() {
        boolean display = isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
        boolean javaFx = ConsoleStart.class.getResource("/javafx/application/Application.class") != null;
        return display && javaFx ? Optional.of(ConsoleStart::run) : Optional.empty();
    }

    static boolean isSet(String variable) {
        String value = System.getenv(variable);
        return value != null && !value.isEmpty();
    }

    private static int run() throws ConsoleException {
        try {
            Application.launch(ConsoleApplication.class);
            return 0;
        } catch (RuntimeException e) {
            throw new ConsoleException(e);
        }
    }
}
