package dev.ferry.engine.migrate;

import java.util.concurrent.atomic.AtomicReference;

/** Lets another thread call a migration off, up to the commit. */
public final class CancelToken {
    private enum State {
        OPEN,
        CANCELLED,
        TOO_LATE
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private volatile boolean impatient;

    /** Asks for the end; false if it is too late, because the commit has begun. */
    public boolean cancel() {
        impatient = true;
        return state.updateAndGet(now -> now == State.OPEN ? State.CANCELLED : now) == State.CANCELLED;
    }

    /** Throws if somebody has cancelled. */
    void check() throws CancelledException {
        if (state.get() == State.CANCELLED) {
            throw new CancelledException();
        }
    }

    /** Whether somebody wanted the end, be it too late: then nothing is waited for that can be had later. */
    boolean isImpatient() {
        return impatient;
    }

    /** From now on it is too late. */
    void commit() throws CancelledException {
        state.compareAndSet(State.OPEN, State.TOO_LATE);
        check();
    }
}
