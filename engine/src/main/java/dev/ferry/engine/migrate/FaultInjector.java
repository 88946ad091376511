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

    /**
     * From the system property {@code ferry.fault=NAME:WHAT}; {@link #NONE} without it. WHAT is {@code kill} (ourselves),
     * {@code throw}, {@code pause} (for ever) or {@code hold}, which waits once, as long as the file exists that the property
     * {@code ferry.fault.mark} names. That file is made when the point is reached, whatever happens there.
     */
    static FaultInjector ofProperty() {
        String fault = System.getProperty("ferry.fault", "");
        if (fault.isEmpty()) {
            return NONE;
        }
        int colon = fault.indexOf(':');
        FaultPoint chosen = FaultPoint.valueOf(fault.substring(0, Math.max(colon, 0)));
        String what = fault.substring(colon + 1);
        FaultMark mark = FaultMark.ofProperty();
        return point -> {
            if (point == chosen) {
                boolean first = mark.make();
                disturb(point, what, first ? mark : FaultMark.NONE);
            }
        };
    }

    private static void disturb(FaultPoint point, String what, FaultMark mark) throws IOException {
        switch (what) {
            case "kill" -> Signal.send((int) ProcessHandle.current().pid(), Signals.SIGKILL);
            case "pause" -> pause();
            case "hold" -> mark.awaitRemoval();
            default -> throw new IOException("A fault was asked for at " + point + ".");
        }
    }

    /** Until somebody ends this process. */
    private static void pause() {
        while (true) {
            LockSupport.park();
        }
    }
}
