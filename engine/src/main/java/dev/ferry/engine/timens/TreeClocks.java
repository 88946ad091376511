package dev.ferry.engine.timens;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.inject.RemoteSyscalls;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clocks of a tree that is being made: decided once, before its first process is. */
public final class TreeClocks {
    private static final Logger LOG = LoggerFactory.getLogger(TreeClocks.class);

    /** Clocks of two hosts may go a little differently while memory is copied. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private boolean decided;
    private Clocks ahead = Clocks.NONE;

    /** Whether it has been said how they go. */
    public boolean areDecided() {
        return decided;
    }

    /**
     * Decides. If they are to be others than this engine's, the children of the stub get a namespace for it; without the means for that
     * they are this engine's, of which the check has warned.
     *
     * @param stub the pid of the process out of which the tree will be made
     * @param wanted how far they are to be ahead of this engine's
     */
    public void decide(int stub, RemoteSyscalls calls, Clocks wanted) throws IOException {
        decided = true;
        if (wanted.equals(Clocks.NONE)) {
            return;
        }
        if (!TimeNamespace.isKnown() || !TimeNamespace.isPermitted()) {
            LOG.warn(
                    "CLOCK_MONOTONIC of the program jumps by {} s: a time namespace takes root, and a kernel that has them",
                    -wanted.monotonic() / 1_000_000_000);
            return;
        }
        try {
            TimeNamespace.make(stub, calls, wanted);
            ahead = wanted;
        } catch (IOException e) {
            throw new IOException(
                    "No time namespace could be made for the program, without which its clocks would jump ("
                            + e.getMessage() + "); receive it outside of containers, or in a privileged one.",
                    e);
        }
    }

    /** Waits until they say no less than {@code then}, as long as that may be a matter of rounding. */
    public void awaitAtLeast(Clocks then) throws ErrnoException {
        long lacking = lacking(then);
        if (lacking <= 0 || lacking > LONGEST_WAIT.toNanos()) {
            return;
        }
        while (lacking > 0) {
            LockSupport.parkNanos(lacking);
            lacking = lacking(then);
        }
    }

    private long lacking(Clocks then) throws ErrnoException {
        return then.minus(Clocks.now().plus(ahead)).most();
    }
}
