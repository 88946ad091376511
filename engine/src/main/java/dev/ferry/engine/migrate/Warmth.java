package dev.ferry.engine.migrate;

import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;

/** A rehearsal on the tracer thread that begins early, beside what takes time anyway, and is waited for when it is needed. */
final class Warmth {
    private final TracerThread tracer;
    private final Callable<Void> rehearsal;
    private Future<Void> begun;

    Warmth(TracerThread tracer, Callable<Void> rehearsal) {
        this.tracer = tracer;
        this.rehearsal = rehearsal;
    }

    /** Begins; only the first time counts. */
    void begin() {
        if (begun == null) {
            begun = tracer.begin(rehearsal);
        }
    }

    boolean hasBegun() {
        return begun != null;
    }

    /** Waits for the end; begins if nobody has. */
    void await() throws IOException {
        begin();
        try {
            TracerThread.await(begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The migration was interrupted.");
        }
    }
}
