package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.Decision;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.app.conduct.MoveListener;
import dev.ferry.app.conduct.MoveReport;
import dev.ferry.app.conduct.Phase;
import dev.ferry.app.conduct.PlainText;
import dev.ferry.engine.check.Finding;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What the engine on the source tells, told on to a listener. The engine is on another host: its texts are made harmless. */
final class MoveStory {
    private static final int SENTENCE = 2_000;
    private static final int MAX_FINDINGS = 10_000;

    private final MoveListener listener;
    private final String from;
    private final String to;
    private volatile Phase phase;
    private String migrationId = "";
    private int round;
    private long dirtyBytes;
    private long sentBeforeRound;
    private long sent;

    MoveStory(MoveListener listener, String from, String to) {
        this.listener = listener;
        this.from = from;
        this.to = to;
    }

    /** Whether memory goes while the program runs. */
    boolean isCopying() {
        return phase == Phase.COPYING;
    }

    void enter(Phase next) {
        phase = next;
        listener.phase(next);
    }

    /** Tells it; how it ended, if that was the end. */
    Optional<MoveEnd> tell(MoveEvent event) {
        if (event instanceof MoveEvent.End end) {
            return Optional.of(end(end));
        }
        if (event instanceof MoveEvent.InPhase next) {
            migrationId = text(next.migrationId());
            phase(next.phase()).ifPresent(this::enter);
        } else if (event instanceof MoveEvent.Began began) {
            listener.pausable(began.pausable());
        } else if (event instanceof MoveEvent.Paused paused) {
            listener.paused(paused.halted());
        } else if (event instanceof MoveEvent.Checked checked) {
            listener.checked(findings(checked.findings()));
        } else if (event instanceof MoveEvent.Round begun) {
            round = begun.number();
            dirtyBytes = begun.dirtyBytes();
            sentBeforeRound = sent;
            listener.round(round, dirtyBytes, 0);
        } else if (event instanceof MoveEvent.Sent now) {
            sent(now.bytes());
        } else if (event instanceof MoveEvent.Estimated estimated) {
            listener.estimate(Duration.ofNanos(estimated.nanos()));
        } else if (event instanceof MoveEvent.Said said) {
            listener.said(text(said.sentence()));
        }
        return Optional.empty();
    }

    private void sent(long bytes) {
        sent = bytes;
        if (phase == Phase.COPYING && round > 0) {
            listener.round(round, dirtyBytes, sent - sentBeforeRound);
        }
        listener.sent(sent);
    }

    /** A newer engine may have more of them. */
    private static Optional<Phase> phase(String name) {
        return Arrays.stream(Phase.values())
                .filter(known -> known.name().equals(name))
                .findFirst();
    }

    private MoveEnd end(MoveEvent.End end) {
        if (end instanceof MoveEvent.Moved moved) {
            return new MoveEnd.Moved(report(moved));
        }
        if (end instanceof MoveEvent.Refused refused) {
            return new MoveEnd.Refused(findings(refused.findings()));
        }
        if (end instanceof MoveEvent.Cancelled) {
            return new MoveEnd.Cancelled();
        }
        if (end instanceof MoveEvent.InDoubt doubt) {
            return inDoubt(text(doubt.migrationId()), text(doubt.sentence()));
        }
        if (end instanceof MoveEvent.Failed failed) {
            return new MoveEnd.Failed(text(failed.sentence()), Boolean.TRUE.equals(failed.runsOn()));
        }
        return new MoveEnd.Failed(
                "The Ferry on " + from + " ended a move as none can end; use the same version on all hosts.", false);
    }

    /** The engine on the source is not heard any more. */
    MoveEnd brokenOff(String lastWords) {
        String why = lastWords.isEmpty() ? "" : " (" + lastWords + ")";
        if (migrationId.isEmpty()) {
            return new MoveEnd.Failed(
                    "The engine on " + from + " was lost before the commit" + why
                            + "; the program runs on there if the host does.",
                    false);
        }
        return inDoubt(
                migrationId,
                "The engine on " + from + " was lost during the commit" + why
                        + ", so it is not known whether the program" + " runs there or on " + to
                        + "; it is not lost: ask both hosts again.");
    }

    private static MoveEnd.InDoubt inDoubt(String id, String sentence) {
        return new MoveEnd.InDoubt(id, sentence, List.of(Decision.ASK, Decision.RUN_HERE, Decision.DISCARD));
    }

    private static MoveReport report(MoveEvent.Moved moved) {
        return new MoveReport(
                text(moved.migrationId()),
                Duration.ofNanos(moved.freeze()),
                Duration.ofNanos(moved.dump()),
                Duration.ofNanos(moved.transfer()),
                Duration.ofNanos(moved.restore()),
                Duration.ofNanos(moved.commit()),
                Duration.ofNanos(moved.total()),
                moved.rounds(),
                moved.preCopiedBytes(),
                moved.imageBytes(),
                text(moved.copyEnded()),
                text(moved.leftover()),
                moved.pidThere() == null ? 0 : moved.pidThere());
    }

    static List<Finding> findings(List<Finding> told) {
        return told.stream()
                .limit(MAX_FINDINGS)
                .map(one -> new Finding(
                        one.severity(), text(one.code()), text(one.object()), text(one.cause()), text(one.remedy())))
                .toList();
    }

    static String text(String told) {
        return PlainText.of(told, SENTENCE);
    }
}
