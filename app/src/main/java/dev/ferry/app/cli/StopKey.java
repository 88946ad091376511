package dev.ferry.app.cli;

import dev.ferry.engine.migrate.Pause;
import java.lang.reflect.Proxy;
import java.util.concurrent.Callable;

/**
 * Ctrl-Z pauses a migration, and not ferry: a ferry that is stopped could do nothing for a program that is stopped because of it.
 * SIGTSTP begins a pause and ends it the next time; SIGCONT ends it in any case.
 *
 * <p>Of job control a JVM hears only through {@code sun.misc.Signal} of the module jdk.unsupported (JEP 260). It is called by
 * reflection, for the compiler does not accept a use that a class could answer for; where it is missing, Ctrl-Z stops ferry.
 */
final class StopKey {
    private StopKey() {}

    /** Does the work, which Ctrl-Z pauses meanwhile. */
    static <T> T pauses(Pause pause, Callable<T> work) throws Exception {
        Object stop = handle("TSTP", handler(() -> toggle(pause)));
        Object goOn = handle("CONT", handler(pause::end));
        try {
            return work.call();
        } finally {
            handle("TSTP", stop);
            handle("CONT", goOn);
        }
    }

    /**
     * For whoever has no terminal and says what is meant: SIGTSTP begins a pause, and once more changes nothing. Until the end of this
     * process, for a signal that comes too late must not stop it.
     */
    static void obeys(Pause pause) {
        handle("TSTP", handler(pause::begin));
        handle("CONT", handler(pause::end));
    }

    /** Whether this Java hears of these signals. */
    static boolean isHeard() {
        return handler(() -> {}) != null;
    }

    private static void toggle(Pause pause) {
        if (pause.isWanted()) {
            pause.end();
        } else {
            pause.begin();
        }
    }

    private static Object handler(Runnable action) {
        try {
            Class<?> type = Class.forName("sun.misc.SignalHandler");
            return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                }
                return null;
            });
        } catch (ClassNotFoundException none) {
            return null;
        }
    }

    /** Returns who got the signal before; null where nobody can. */
    private static Object handle(String name, Object handler) {
        if (handler == null) {
            return null;
        }
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Object signal = type.getConstructor(String.class).newInstance(name);
            return type.getMethod("handle", type, Class.forName("sun.misc.SignalHandler"))
                    .invoke(null, signal, handler);
        } catch (ReflectiveOperationException none) {
            return null;
        }
    }
}
