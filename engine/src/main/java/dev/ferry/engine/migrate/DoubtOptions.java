package dev.ferry.engine.migrate;

import java.time.Duration;
import java.util.Optional;

/**
 * What the source does when the commit was not acknowledged.
 *
 * @param patience how long it asks, and how long the destination keeps a tree that waits for the commit
 * @param route for the journal
 * @param reconnect how the destination is reached again; empty if it can not be
 */
public record DoubtOptions(Duration patience, Route route, Optional<Reconnect> reconnect) {
    /** A link that comes back within this time does no harm. */
    public static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Asks nobody, and the destination does not wait. */
    public static final DoubtOptions NONE = new DoubtOptions(Duration.ZERO, Route.NONE, Optional.empty());
}
