package dev.ferry.app.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.migrate.InDoubtException;
import dev.ferry.engine.migrate.MigrationReport;
import dev.ferry.engine.migrate.PreflightRefused;
import dev.ferry.engine.precopy.StopReason;
import java.time.Duration;
import java.util.List;

/**
 * What {@code ferry migrate --json} says.
 *
 * @param pidThere by which the destination's host knows the root; null if it was not moved
 * @param outcome moved, failed, refused or in-doubt
 * @param migrationId of the journal; null if nothing was begun
 * @param error the sentences of a failure
 * @param findings of a refusal
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record MigrationAnswer(
        int pid,
        Integer pidThere,
        String host,
        String outcome,
        String migrationId,
        List<String> error,
        List<Finding> findings,
        Parts milliseconds,
        Long bytes,
        Rounds preCopy,
        String leftover) {

    /** The times of the report in milliseconds; downtime is the sum of the first five. */
    record Parts(
            double freeze, double dump, double transfer, double restore, double commit, double downtime, double total) {
        static Parts of(MigrationReport report) {
            return new Parts(
                    millis(report.freeze()),
                    millis(report.dump()),
                    millis(report.transfer()),
                    millis(report.restore()),
                    millis(report.commit()),
                    millis(report.downtime()),
                    millis(report.total()));
        }

        private static double millis(Duration time) {
            return time.toNanos() / 1e6;
        }
    }

    /** What was copied while the program ran, why no more, and how much time it lost because it was slowed down. */
    record Rounds(int rounds, long bytes, StopReason stopReason, boolean throttled, double throttledMilliseconds) {
        static Rounds of(MigrationReport report) {
            return new Rounds(
                    report.rounds(),
                    report.preCopied(),
                    report.stopReason(),
                    !report.throttled().isZero(),
                    Parts.millis(report.throttled()));
        }
    }

    static MigrationAnswer moved(int pid, String host, MigrationReport report) {
        return new MigrationAnswer(
                pid,
                report.rootThere(),
                host,
                "moved",
                report.migrationId(),
                List.of(),
                List.of(),
                Parts.of(report),
                report.bytes(),
                Rounds.of(report),
                report.leftover());
    }

    static MigrationAnswer failed(int pid, String host, Exception e) {
        String outcome = switch (FailureMessage.exitCode(e)) {
            case ExitCode.REFUSED -> "refused";
            case ExitCode.IN_DOUBT -> "in-doubt";
            default -> "failed";
        };
        String id = e instanceof InDoubtException doubt ? doubt.migrationId() : null;
        List<Finding> findings = e instanceof PreflightRefused refused ? refused.findings() : List.of();
        return new MigrationAnswer(
                pid, null, host, outcome, id, FailureMessage.sentences(e), findings, null, null, null, null);
    }
}
