package dev.ferry.app.migration;

import dev.ferry.app.conduct.HistoryEntry.Outcome;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveReport;
import dev.ferry.app.screen.Amounts;
import dev.ferry.app.screen.Texts;
import dev.ferry.engine.check.Finding;
import java.util.List;

/** How a move ended, for a person. */
final class EndSentence {
    private EndSentence() {}

    static String of(MoveEnd end, Trip trip) {
        if (end instanceof MoveEnd.Moved moved) {
            int pid = moved.pid(trip.pid());
            String sentence = moved(moved.report(), trip);
            return pid == trip.pid() ? sentence : sentence + " " + Texts.text("end.pid", Integer.toString(pid));
        }
        if (end instanceof MoveEnd.Refused refused) return refused(refused.findings(), trip);
        if (end instanceof MoveEnd.Failed failed) return failed(failed, trip);
        if (end instanceof MoveEnd.InDoubt doubt) return doubt.sentence();
        return Texts.text("end.cancelled", trip.program(), trip.fromName());
    }

    private static String moved(MoveReport report, Trip trip) {
        if (!report.isMeasured()) return Texts.text("end.found", trip.program(), trip.toName());
        String sentence = Texts.text(
                "end.moved",
                trip.program(),
                trip.toName(),
                Amounts.time(report.downtime()),
                Amounts.bytes(report.preCopiedBytes() + report.imageBytes()),
                Amounts.time(report.total()));
        return report.leftover().isEmpty() ? sentence : sentence + " " + report.leftover();
    }

    private static String refused(List<Finding> findings, Trip trip) {
        String first = findings.stream()
                .filter(Finding::isBlocker)
                .map(Finding::sentence)
                .findFirst()
                .orElse("");
        boolean gone = findings.stream().anyMatch(finding -> finding.code().equals("no-such-process"));
        return gone
                ? Texts.text("end.gone", trip.program(), first)
                : Texts.text("end.refused", trip.program(), trip.fromName(), first)
                        .strip();
    }

    private static String failed(MoveEnd.Failed failed, Trip trip) {
        if (!failed.runsOn()) return failed.sentence();
        return Texts.text(
                "end.failed", trip.program(), Integer.toString(trip.pid()), trip.fromName(), failed.sentence());
    }

    static Outcome outcome(MoveEnd end) {
        if (end instanceof MoveEnd.Moved) return Outcome.MOVED;
        if (end instanceof MoveEnd.Refused) return Outcome.REFUSED;
        if (end instanceof MoveEnd.InDoubt) return Outcome.IN_DOUBT;
        return end instanceof MoveEnd.Cancelled ? Outcome.CANCELLED : Outcome.FAILED;
    }
}
