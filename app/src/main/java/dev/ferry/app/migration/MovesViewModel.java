package dev.ferry.app.migration;

import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.conduct.MoveReport;
import dev.ferry.app.screen.Observed;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** All moves since the console was started. Those that were asked for together go one after the other; others go side by side. */
public final class MovesViewModel {
    private final Executor ui;
    private final Clock clock;
    private final Consumer<HistoryEntry> history;
    private final Observed<List<MoveModel>> moves = new Observed<>(List.of());
    private Consumer<MoveModel> ended = move -> {};

    /**
     * None yet.
     *
     * @param history is told of each that is over
     */
    public MovesViewModel(Executor ui, Clock clock, Consumer<HistoryEntry> history) {
        this.ui = ui;
        this.clock = clock;
        this.history = history;
    }

    /** Moves trees one after the other; the newest stands first in the tray. */
    public void start(List<Trip> trips, MoveOptions options) {
        Deque<MoveModel> waiting = new ArrayDeque<>();
        List<MoveModel> all = new ArrayList<>();
        for (Trip trip : trips) {
            MoveModel move = new MoveModel(trip, options, ui);
            waiting.add(move);
            all.add(move);
        }
        all.addAll(moves.get());
        moves.set(List.copyOf(all));
        beginNext(waiting);
    }

    private void beginNext(Deque<MoveModel> waiting) {
        MoveModel next = waiting.poll();
        if (next == null) return;
        AtomicBoolean isOver = new AtomicBoolean();
        next.begin(move -> {
            record(move);
            ended.accept(move);
            // One that was in doubt ends a second time when that is decided.
            if (isOver.compareAndSet(false, true)) beginNext(waiting);
        });
    }

    private void record(MoveModel move) {
        MoveEnd end = move.end().get().orElseThrow();
        Trip trip = move.trip();
        boolean moved = end instanceof MoveEnd.Moved;
        MoveReport report = end instanceof MoveEnd.Moved arrived ? arrived.report() : null;
        history.accept(new HistoryEntry(
                clock.instant(),
                trip.command(),
                trip.pid(),
                trip.fromName(),
                trip.toName(),
                EndSentence.outcome(end),
                move.sentence().get(),
                move.migrationId(),
                moved ? report.downtime() : Duration.ZERO,
                moved ? report.total() : Duration.ZERO,
                move.sentBytes().get()));
    }

    /** Pauses the newest move that can be, or lets the newest one that is paused go on. */
    public void pauseOrGoOn() {
        moves.get().stream()
                .filter(move ->
                        move.halting().get() == Halting.RUNS || move.halting().get() == Halting.PAUSED)
                .findFirst()
                .ifPresent(MoveModel::pause);
    }

    /** Called with each move that is over. */
    public void onEnded(Consumer<MoveModel> listener) {
        ended = listener;
    }

    /** Takes a move that is over out of the tray. */
    public void dismiss(MoveModel move) {
        if (move.end().get().isPresent()) {
            moves.set(moves.get().stream().filter(other -> other != move).toList());
        }
    }

    /** The newest first. */
    public Observed<List<MoveModel>> moves() {
        return moves;
    }

    /** Whether a move would be cut off by leaving now. */
    public boolean isAnyUnderWay() {
        return moves.get().stream().anyMatch(move -> move.end().get().isEmpty());
    }
}
