package dev.ferry.engine.migrate;

import dev.ferry.engine.precopy.StopReason;
import java.time.Duration;

/** The parts of a migration as they become known. */
final class MigrationTimes {
    Duration freeze = Duration.ZERO;
    Duration dump = Duration.ZERO;
    /** The pid of the root on the destination. */
    int rootThere;

    long bytes;
    int rounds;
    long preCopied;
    StopReason stopReason = StopReason.OFF;
    Duration throttled = Duration.ZERO;
    Duration doubt = Duration.ZERO;
    String leftover = "";
    private Duration transfer = Duration.ZERO;
    private Duration restore = Duration.ZERO;
    private Duration commit = Duration.ZERO;

    /** Splits the time from the last image to READY by what the destination says; it can not have taken longer. */
    void transferAndRestore(Duration both, Duration claimed) {
        restore = isPart(claimed, both) ? claimed : both;
        transfer = both.minus(restore);
    }

    /** The time until RUNNING, less that in which the tree ran already, as the destination says. */
    void commit(Duration untilTold, Duration claimed) {
        commit = isPart(claimed, untilTold) ? untilTold.minus(claimed) : untilTold;
    }

    private static boolean isPart(Duration claimed, Duration whole) {
        return !claimed.isNegative() && claimed.compareTo(whole) <= 0;
    }

    MigrationReport report(String id, Duration total) {
        return new MigrationReport(
                id,
                rootThere,
                freeze,
                dump,
                transfer,
                restore,
                commit,
                total,
                bytes,
                rounds,
                preCopied,
                stopReason,
                throttled,
                doubt,
                leftover);
    }
}
