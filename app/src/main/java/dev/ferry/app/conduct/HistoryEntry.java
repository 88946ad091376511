package dev.ferry.app.conduct;

import java.time.Duration;
import java.time.Instant;

/**
 * A move that is over; or a program that was saved to, or restored from, a file, which then is one of both ends.
 *
 * @param at when it ended
 * @param program its command, as the list showed it
 * @param from as the person knows the host
 * @param sentence what happened
 * @param migrationId empty if nothing was begun
 * @param downtime zero unless it was moved; so are the next two
 * @param bytes all that was sent
 */
public record HistoryEntry(
        Instant at,
        String program,
        int pid,
        String from,
        String to,
        Outcome outcome,
        String sentence,
        String migrationId,
        Duration downtime,
        Duration total,
        long bytes) {

    /** How it ended. */
    public enum Outcome {
        MOVED,
        REFUSED,
        FAILED,
        CANCELLED,
        IN_DOUBT,
        /** A checkpoint was written. */
        SAVED,
        /** A program was restored from one. */
        RESTORED
    }
}
