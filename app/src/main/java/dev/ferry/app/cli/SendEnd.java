package dev.ferry.app.cli;

import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.check.RefusedException;
import dev.ferry.engine.migrate.CancelledException;
import dev.ferry.engine.migrate.InDoubtException;
import dev.ferry.engine.migrate.MigrationReport;
import dev.ferry.engine.migrate.PreflightRefused;

/** The last event of what is conducted. */
final class SendEnd {
    private SendEnd() {}

    static MoveEvent of(MigrationReport report) {
        return new MoveEvent.Moved(
                report.migrationId(),
                report.freeze().toNanos(),
                report.dump().toNanos(),
                report.transfer().toNanos(),
                report.restore().toNanos(),
                report.commit().toNanos(),
                report.total().toNanos(),
                report.rounds(),
                report.preCopied(),
                report.bytes(),
                report.stopReason().text(),
                report.leftover(),
                report.rootThere());
    }

    /** The failure of a move, with what has become of the program. */
    static MoveEvent of(Exception e, Survivor survivor) {
        return of(e) instanceof MoveEvent.Failed failed
                ? new MoveEvent.Failed(failed.sentence(), survivor.runsOn())
                : of(e);
    }

    static MoveEvent of(Exception e) {
        if (e instanceof PreflightRefused refused) {
            return new MoveEvent.Refused(refused.findings());
        }
        if (e instanceof RefusedException refused) {
            return new MoveEvent.Refused(refused.findings());
        }
        if (e instanceof CancelledException || e instanceof WatchedSink.CalledOff) {
            return new MoveEvent.Cancelled();
        }
        return e instanceof InDoubtException doubt
                ? new MoveEvent.InDoubt(doubt.migrationId(), FailureMessage.sentence(e))
                : new MoveEvent.Failed(FailureMessage.sentence(e), null);
    }
}
