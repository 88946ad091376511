package dev.ferry.engine.migrate;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/** Waits while somebody wants a {@link Pause}, and looks meanwhile whether the other engine is still there or somebody has cancelled. */
final class Halt {
    private static final Duration SLICE = Duration.ofMillis(50);

    private final Connection connection;
    private final MigrationOptions options;
    private final MigrationListener listener;
    private Duration total = Duration.ZERO;

    Halt(Connection connection, MigrationOptions options, MigrationListener listener) {
        this.connection = connection;
        this.options = options;
        this.listener = listener;
    }

    boolean isWanted() {
        return options.pause().isWanted();
    }

    /** Returns when nobody wants a pause any more. */
    void await() throws IOException {
        Stopwatch watch = new Stopwatch();
        listener.paused(true);
        while (isWanted()) {
            options.cancel().check();
            connection.requireContent();
            doze();
        }
        listener.paused(false);
        total = total.plus(watch.total());
    }

    private static void doze() throws IOException {
        try {
            Thread.sleep(SLICE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The migration was interrupted.");
        }
    }

    /** Waits for the last time: the program is about to be stopped, so no pause can begin after this. */
    void last() throws IOException {
        while (!options.pause().close()) {
            await();
        }
    }

    /** How long all pauses took so far. */
    Duration total() {
        return total;
    }
}
