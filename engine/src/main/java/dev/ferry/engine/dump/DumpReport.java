package dev.ferry.engine.dump;

import java.time.Duration;

/**
 * What a dump did.
 *
 * @param tasks how many tasks the tree had
 * @param threads how many threads
 * @param memoryBytes content of its pages
 * @param freeze how long it took to stop the tree
 * @param collect how long it took to ask it for its state
 * @param write how long it took to write the images
 */
public record DumpReport(int tasks, int threads, long memoryBytes, Duration freeze, Duration collect, Duration write) {
    /** From the first stop to the last byte. */
    public Duration total() {
        return freeze.plus(collect).plus(write);
    }
}
