package dev.ferry.engine.migrate;

import java.time.Duration;

/** The parts of a migration as they become known. */
final class MigrationTimes {
    Duration freeze = Duration.ZERO;
    Duration dump = Duration.ZERO;
    Duration commit = Duration.ZERO;
    long bytes;
    String leftover = "";
    private Duration transfer = Duration.ZERO;
    private Duration restore = Duration.ZERO;

    /** Splits the time from the last image to READY by what the destination says; it can not have taken longer. */
    void transferAndRestore(Duration both, Duration claimed) {
        boolean plausible = !claimed.isNegative() && claimed.compareTo(both) <= 0;
        restore = plausible ? claimed : both;
        transfer = both.minus(restore);
    }

    MigrationReport report(String id, Duration total) {
        return new MigrationReport(id, freeze, dump, transfer, restore, commit, total, bytes, leftover);
    }
}
