package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.Decision;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.app.conduct.MoveReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** A move is in doubt: the engine on the source is brought together with a new one on the destination, until they know. */
final class Asking {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final long SLICE_MILLIS = 50;

    private final LiveSession from;
    private final LiveSession to;
    private final BooleanSupplier cancelled;

    Asking(LiveSession from, LiveSession to, BooleanSupplier cancelled) {
        this.from = from;
        this.to = to;
        this.cancelled = cancelled;
    }

    /** How it ended, or the doubt that is left when the patience is over. */
    MoveEnd ask(MoveEnd.InDoubt doubt) {
        long began = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        MoveEnd last = doubt;
        while (System.nanoTime() - began < PATIENCE.toNanos() && !cancelled.getAsBoolean()) {
            try {
                last = once(doubt.migrationId(), Decision.ASK);
                if (!(last instanceof MoveEnd.InDoubt)) {
                    return last;
                }
                pause(pause);
            } catch (InterruptedIOException e) {
                return last;
            } catch (IOException notReached) {
                last = stillOpen(doubt.migrationId(), unknown(notReached.getMessage()));
                sleep(pause);
            }
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
        return last;
    }

    private String unknown(String why) {
        return "It is not known whether the program runs on " + to.called() + ", so it is kept on " + from.called()
                + ", stopped: " + why;
    }

    private void sleep(Duration length) {
        try {
            pause(length);
        } catch (InterruptedIOException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pause(Duration length) throws InterruptedIOException {
        long end = System.nanoTime() + length.toNanos();
        try {
            while (System.nanoTime() < end && !cancelled.getAsBoolean()) {
                Thread.sleep(SLICE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The asking was interrupted.");
        }
    }

    /** Asks, or carries out a decision, once. */
    MoveEnd once(String migrationId, Decision decision) throws IOException {
        String words = "settle " + UUID.fromString(migrationId)
                + switch (decision) {
                    case ASK -> "";
                    case RUN_HERE -> " --run-here";
                    case DISCARD -> " --discard";
                };
        try (Reached source = from.reach();
                Reached destination = reach(decision);
                Joint joint = joint(source, words, destination)) {
            return end(migrationId, joint.events());
        }
    }

    /** A decision counts even if the destination is not there to be told. */
    private Reached reach(Decision decision) throws IOException {
        try {
            return to.reach();
        } catch (IOException e) {
            if (decision == Decision.ASK) {
                throw e;
            }
            return Reached.NOBODY;
        }
    }

    private static Joint joint(Reached source, String words, Reached destination) throws IOException {
        return destination.isNobody()
                ? Joint.alone(source.place(), words)
                : Joint.of(source.place(), words, destination.place());
    }

    private static MoveEnd end(String migrationId, EventStream events) throws IOException {
        Optional<MoveEvent> event = events.next();
        while (event.isPresent() && !(event.get() instanceof MoveEvent.End)) {
            event = events.next();
        }
        if (event.isEmpty()) {
            throw new IOException("The engine that knows the move has ended (" + events.lastWords() + ").");
        }
        if (event.get() instanceof MoveEvent.Settled settled) {
            return end(migrationId, settled.outcome(), MoveStory.text(settled.sentence()));
        }
        throw new IOException(
                event.get() instanceof MoveEvent.Failed failed
                        ? MoveStory.text(failed.sentence())
                        : "The engine that knows the move does not understand the question.");
    }

    private static MoveEnd end(String migrationId, String outcome, String sentence) {
        return switch (outcome) {
            case "moved" -> new MoveEnd.Moved(MoveReport.withoutFigures(migrationId));
            case "runs-here" -> new MoveEnd.Failed(sentence, true);
            case "lost" -> new MoveEnd.Failed(sentence, false);
            default -> stillOpen(migrationId, sentence);
        };
    }

    private static MoveEnd stillOpen(String migrationId, String sentence) {
        return new MoveEnd.InDoubt(migrationId, sentence, List.of(Decision.ASK, Decision.RUN_HERE, Decision.DISCARD));
    }
}
