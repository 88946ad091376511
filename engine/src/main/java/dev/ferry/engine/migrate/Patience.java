package dev.ferry.engine.migrate;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** How long to wait for the other engine, looking meanwhile whether somebody has cancelled. */
final class Patience {
    private static final long SLICE_MS = 50;

    private final Duration silence;
    private final CancelToken cancel;
    private volatile boolean cancellable = true;

    Patience(Duration silence, CancelToken cancel) {
        this.silence = silence;
        this.cancel = cancel;
    }

    /** One attempt that waits a little; null or false if in vain. */
    @FunctionalInterface
    interface Attempt {
        boolean within(long time, TimeUnit unit) throws InterruptedException;
    }

    /** Tries until it succeeds; {@link PeerLostException} if it takes too long. */
    void await(Attempt attempt, String doing) throws IOException {
        long deadline = System.nanoTime() + silence.toNanos();
        try {
            while (!attempt.within(SLICE_MS, TimeUnit.MILLISECONDS)) {
                if (cancellable) {
                    cancel.check();
                }
                if (System.nanoTime() - deadline > 0) {
                    throw new PeerLostException("it " + doing + " for " + silence.toSeconds() + " s");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The migration was interrupted.");
        }
    }

    /** From now on nobody can cancel, because we are ending anyway. */
    void ignoreCancel() {
        cancellable = false;
    }

    Duration silence() {
        return silence;
    }
}
