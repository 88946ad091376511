package dev.ferry.engine.migrate;

import dev.ferry.engine.precopy.StopReason;
import java.time.Duration;

/**
 * A migration that took place.
 *
 * @param migrationId of the journals on both hosts
 * @param rootThere the pid by which the destination's host knows the root; another one than it had if it is in a pid namespace there
 * @param freeze until every task was stopped
 * @param dump until the last image was handed to the link
 * @param transfer until the destination had the last image
 * @param restore from then until the tree was complete there
 * @param commit from then until it ran there, as the source heard
 * @param total from the first message, the kill of the old tree included
 * @param bytes of images
 * @param rounds of memory that were sent while the tree ran
 * @param preCopied bytes of memory in these
 * @param stopReason why there were no more
 * @param throttled for how long it stood still during these because it was slowed down; not a part of the downtime
 * @param doubt how long it was not known whether the commit had arrived; zero if the link held
 * @param leftover empty, or a sentence about old processes that could not be removed
 */
public record MigrationReport(
        String migrationId,
        int rootThere,
        Duration freeze,
        Duration dump,
        Duration transfer,
        Duration restore,
        Duration commit,
        Duration total,
        long bytes,
        int rounds,
        long preCopied,
        StopReason stopReason,
        Duration throttled,
        Duration doubt,
        String leftover) {

    /** How long the program ran nowhere. */
    public Duration downtime() {
        return freeze.plus(dump).plus(transfer).plus(restore).plus(commit);
    }
}
