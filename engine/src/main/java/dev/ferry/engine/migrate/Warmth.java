package dev.ferry.engine.migrate;

import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/**
 * A rehearsal on the tracer thread that begins early, beside what takes time anyway, and goes on until it is waited for, because
 * that is when the tracer is needed.
 */
final class Warmth {
    private final TracerThread tracer;
    private final Rehearsed rehearsal;
    private Future<Void> begun;
    private volatile boolean isAwaited;

    /** What is played again and again while there is time. */
    @FunctionalInterface
    interface Rehearsed {
        void play(BooleanSupplier isTime) throws IOException;
    }

    Warmth(TracerThread tracer, Rehearsed rehearsal) {
        this.tracer = tracer;
        this.rehearsal = rehearsal;
    }

    /** Begins; only the first time counts. */
    void begin() {
        if (begun == null) {
            begun = tracer.begin(() -> {
                rehearsal.play(() -> !isAwaited);
                return null;
            });
        }
    }

    boolean hasBegun() {
        return begun != null;
    }

    /** Waits for the end; begins if nobody has. */
    void await() throws IOException {
        isAwaited = true;
        begin();
        try {
            TracerThread.await(begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The migration was interrupted.");
        }
    }
}
