package dev.ferry.engine.migrate;

import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Disturbs an engine at a named point, so that tests can see what is true afterwards. */
@FunctionalInterface
public interface FaultInjector {
    /** Never disturbs. */
    FaultInjector NONE = point -> {};

    /** Called when the engine stands at {@code point}. */
    void reach(FaultPoint point) throws IOException;

    /** Enough for a test to cut a link meanwhile. */
    long WAIT_SECONDS = 8;

    /**
     * From the system property {@code ferry.fault=NAME:kill}, {@code :throw}, {@code :pause} (for ever) or {@code :wait} (for {@link
     * #WAIT_SECONDS}); {@link #NONE} without it.
     */
    static FaultInjector ofProperty() {
        String fault = System.getProperty("ferry.fault", "");
        if (fault.isEmpty()) {
            return NONE;
        }
        int colon = fault.indexOf(':');
        FaultPoint chosen = FaultPoint.valueOf(fault.substring(0, Math.max(colon, 0)));
        String what = fault.substring(colon + 1);
        return point -> {
            if (point == chosen) {
                disturb(point, what);
            }
        };
    }

    private static void disturb(FaultPoint point, String what) throws IOException {
        switch (what) {
            case "kill" -> Signal.send((int) ProcessHandle.current().pid(), Signals.SIGKILL);
            case "pause" -> pauseUntil(Long.MAX_VALUE);
            case "wait" -> pauseUntil(System.currentTimeMillis() + 1_000 * WAIT_SECONDS);
            default -> throw new IOException("A fault was asked for at " + point + ".");
        }
    }

    /** Or until somebody ends this process. */
    private static void pauseUntil(long millis) {
        while (System.currentTimeMillis() < millis) {
            LockSupport.parkUntil(millis);
        }
    }
}
