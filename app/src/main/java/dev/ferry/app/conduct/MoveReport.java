package dev.ferry.app.conduct;

import java.time.Duration;

/**
 * The figures of a move; the downtime is the sum of the first five.
 *
 * @param total from the first message to the end of the old processes; zero if the figures are not known
 * @param rounds of memory that were sent while the program ran
 * @param preCopiedBytes of memory in these
 * @param imageBytes sent while it stood still
 * @param copyEnded why there were no more rounds, in words
 * @param leftover empty, or a sentence about old processes that could not be removed
 * @param pidThere by which the destination knows the root; 0 if it is not known to be another one than before
 */
public record MoveReport(
        String migrationId,
        Duration freeze,
        Duration dump,
        Duration transfer,
        Duration restore,
        Duration commit,
        Duration total,
        int rounds,
        long preCopiedBytes,
        long imageBytes,
        String copyEnded,
        String leftover,
        int pidThere) {

    /** Of a move that was in doubt: it took place, and nobody has its figures. */
    public static MoveReport withoutFigures(String migrationId) {
        Duration zero = Duration.ZERO;
        return new MoveReport(migrationId, zero, zero, zero, zero, zero, zero, 0, 0, 0, "", "", 0);
    }

    /** Whether there are figures. */
    public boolean isMeasured() {
        return !total.isZero();
    }

    /** How long the program ran nowhere. */
    public Duration downtime() {
        return freeze.plus(dump).plus(transfer).plus(restore).plus(commit);
    }
}
