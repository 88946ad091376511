package dev.ferry.engine.migrate;

import java.time.Duration;

/** Measures the parts of a migration one after the other. */
final class Stopwatch {
    private final long started = System.nanoTime();
    private long lap = started;

    /** Since the last lap. */
    Duration lap() {
        long now = System.nanoTime();
        Duration part = Duration.ofNanos(now - lap);
        lap = now;
        return part;
    }

    /** Since the beginning. */
    Duration total() {
        return Duration.ofNanos(System.nanoTime() - started);
    }
}
