package dev.ferry.app.migration;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Figures that come faster than they can be drawn: only the newest are handed on, one hand-over at a time. */
final class Progress {
    private static final long PER_SECOND = 1_000_000_000L;
    private static final long SHORTEST = PER_SECOND / 4;

    /** The newest figures. */
    record Reading(Optional<Round> round, long bytes, double bytesPerSecond, Optional<Duration> estimate) {}

    private final Executor ui;
    private final Consumer<Reading> reader;
    private Optional<Round> round = Optional.empty();
    private Optional<Duration> estimate = Optional.empty();
    private long bytes;
    private double rate;
    private long measuredAt = System.nanoTime();
    private long measuredBytes;
    private boolean pending;

    Progress(Executor ui, Consumer<Reading> reader) {
        this.ui = ui;
        this.reader = reader;
    }

    synchronized void round(Round next) {
        // A round that was overtaken before it was drawn still is a bar of the picture.
        if (round.isPresent() && round.get().number() != next.number()) {
            Reading last = reading();
            ui.execute(() -> reader.accept(last));
        }
        round = Optional.of(next);
        handOver();
    }

    synchronized void sent(long total) {
        bytes = total;
        long now = System.nanoTime();
        if (now - measuredAt >= SHORTEST) {
            rate = (double) (total - measuredBytes) * PER_SECOND / (now - measuredAt);
            measuredAt = now;
            measuredBytes = total;
        }
        handOver();
    }

    synchronized void estimate(Duration expected) {
        estimate = Optional.of(expected);
        handOver();
    }

    private void handOver() {
        if (pending) return;
        pending = true;
        ui.execute(() -> reader.accept(take()));
    }

    private synchronized Reading take() {
        pending = false;
        return reading();
    }

    private Reading reading() {
        return new Reading(round, bytes, rate, estimate);
    }
}
