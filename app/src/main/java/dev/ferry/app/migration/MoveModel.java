package dev.ferry.app.migration;

import dev.ferry.app.conduct.Decision;
import dev.ferry.app.conduct.Move;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveListener;
import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.conduct.Phase;
import dev.ferry.app.screen.Observed;
import dev.ferry.app.screen.Reply;
import dev.ferry.app.screen.Texts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** One move, from the moment in which it waits for its turn until long after its end. */
public final class MoveModel {
    private final Trip trip;
    private final MoveOptions options;
    private final Executor ui;
    private final Progress progress;
    private final Observed<Optional<Phase>> phase = new Observed<>(Optional.empty());
    private final Observed<List<Round>> rounds = new Observed<>(List.of());
    private final Observed<Long> sentBytes = new Observed<>(0L);
    private final Observed<Double> bytesPerSecond = new Observed<>(0.0);
    private final Observed<Optional<Duration>> downtime = new Observed<>(Optional.empty());
    private final Observed<Optional<MoveEnd>> end = new Observed<>(Optional.empty());
    private final Observed<String> sentence;
    private final Observed<Boolean> cancelling = new Observed<>(false);
    private final Observed<Halting> halting = new Observed<>(Halting.CAN_NOT);
    private boolean pausable;
    private String migrationId = "";
    private Optional<Step> reached = Optional.empty();
    private Optional<Move> move = Optional.empty();
    private Consumer<MoveModel> ended = model -> {};

    MoveModel(Trip trip, MoveOptions options, Executor ui) {
        this.trip = trip;
        this.options = options;
        this.ui = ui;
        this.sentence = new Observed<>(Texts.text("move.waiting"));
        this.progress = new Progress(ui, this::refresh);
    }

    void begin(Consumer<MoveModel> whenEnded) {
        ended = whenEnded;
        if (cancelling.get()) {
            finish(new MoveEnd.Cancelled());
            return;
        }
        move = Optional.of(trip.from().move(trip.pid(), trip.to(), options, new Listener()));
    }

    private final class Listener implements MoveListener {
        @Override
        public void phase(Phase next) {
            ui.execute(() -> enter(next));
        }

        @Override
        public void pausable(boolean possible) {
            ui.execute(() -> pausable = possible);
        }

        @Override
        public void paused(boolean halted) {
            ui.execute(() -> halt(halted));
        }

        @Override
        public void round(int number, long dirtyBytes, long sent) {
            progress.round(new Round(number, dirtyBytes, sent));
        }

        @Override
        public void sent(long bytes) {
            progress.sent(bytes);
        }

        @Override
        public void estimate(Duration expected) {
            progress.estimate(expected);
        }

        @Override
        public void said(String what) {
            ui.execute(() -> sentence.set(what));
        }

        @Override
        public void ended(MoveEnd how) {
            ui.execute(() -> finish(how));
        }
    }

    private void enter(Phase next) {
        if (end.get().isPresent()) return;
        Step.of(next).ifPresent(step -> reached = Optional.of(step));
        phase.set(Optional.of(next));
        halting.set(next == Phase.COPYING && pausable ? Halting.RUNS : Halting.CAN_NOT);
        say(next);
    }

    private void say(Phase now) {
        sentence.set(Texts.text("phase." + now.name().toLowerCase(Locale.ROOT), trip.toName()));
    }

    private void halt(boolean halted) {
        if (phase.get().filter(Phase.COPYING::equals).isEmpty() || cancelling.get()) return;
        halting.set(halted ? Halting.PAUSED : Halting.RUNS);
        if (halted) {
            bytesPerSecond.set(0.0);
            sentence.set(Texts.text("move.paused", trip.program(), trip.fromName()));
        } else {
            say(Phase.COPYING);
        }
    }

    /** Asks that nothing more is sent, or that it goes on; the program runs meanwhile. */
    public void pause() {
        Halting now = halting.get();
        if (now != Halting.RUNS && now != Halting.PAUSED) return;
        halting.set(now == Halting.RUNS ? Halting.PAUSING : Halting.GOING_ON);
        move.ifPresent(begun -> begun.pause(now == Halting.RUNS));
    }

    /** Whether it is paused, and whether it can be. */
    public Observed<Halting> halting() {
        return halting;
    }

    private void refresh(Progress.Reading reading) {
        if (end.get().isPresent()) return;
        reading.round().ifPresent(this::put);
        sentBytes.set(reading.bytes());
        bytesPerSecond.set(halting.get() == Halting.PAUSED ? 0 : reading.bytesPerSecond());
        downtime.set(reading.estimate());
    }

    private void put(Round round) {
        List<Round> all = new ArrayList<>(rounds.get());
        all.removeIf(other -> other.number() >= round.number());
        all.add(round);
        rounds.set(List.copyOf(all));
    }

    private void finish(MoveEnd how) {
        if (how instanceof MoveEnd.Moved moved && moved.report().isMeasured()) {
            downtime.set(Optional.of(moved.report().downtime()));
            sentBytes.set(moved.report().preCopiedBytes() + moved.report().imageBytes());
        } else {
            downtime.set(Optional.empty());
        }
        if (how instanceof MoveEnd.InDoubt doubt) {
            migrationId = doubt.migrationId();
        } else if (how instanceof MoveEnd.Moved moved) {
            migrationId = moved.report().migrationId();
        }
        bytesPerSecond.set(0.0);
        halting.set(Halting.CAN_NOT);
        sentence.set(EndSentence.of(how, trip));
        end.set(Optional.of(how));
        ended.accept(this);
    }

    /** Asks for the end; the program then runs on where it was. In doubt nobody is asked any more, and a person can decide. */
    public void cancel() {
        if (!canCancel()) return;
        cancelling.set(true);
        halting.set(Halting.CAN_NOT);
        sentence.set(Texts.text(isAsking() ? "move.deciding" : "move.cancelling"));
        move.ifPresent(Move::cancel);
    }

    /** Not once the right to run changes hands, but when nobody knows who has it. */
    public boolean canCancel() {
        boolean tooLate =
                phase.get().filter(now -> now.compareTo(Phase.COMMITTING) >= 0).isPresent();
        return end.get().isEmpty() && !cancelling.get() && (!tooLate || isAsking());
    }

    /** Whether both hosts are being asked what became of it. */
    public boolean isAsking() {
        return phase.get().filter(Phase.ASKING::equals).isPresent();
    }

    /** All that can be said about it, for whoever can help. */
    public String report() {
        return Texts.text(
                "move.report",
                trip.program(),
                trip.pid(),
                trip.command(),
                trip.fromName(),
                trip.from().profile().ferry(),
                trip.toName(),
                trip.to().profile().ferry(),
                sentence.get());
    }

    /** By which its hosts know it; empty if nothing was begun. */
    public String migrationId() {
        return migrationId;
    }

    /** Asks about, or decides, a move that is in doubt. */
    public void resolve(Decision decision) {
        if (!(end.get().orElse(null) instanceof MoveEnd.InDoubt doubt)) return;
        sentence.set(Texts.text("move.resolving"));
        Reply.to(ui, trip.from().resolve(doubt.migrationId(), trip.to(), decision), this::finish, sentence::set);
    }

    /** Whether it arrived, so that it could be moved back. */
    public boolean canGoBack() {
        return end.get().orElse(null) instanceof MoveEnd.Moved;
    }

    /** The way back, if it can. */
    public Trip wayBack() {
        return trip.back(end.get().orElse(null) instanceof MoveEnd.Moved moved ? moved.pid(trip.pid()) : trip.pid());
    }

    /** What moves where. */
    public Trip trip() {
        return trip;
    }

    /** With which options. */
    public MoveOptions options() {
        return options;
    }

    /** Where it is; empty while it waits for another move. */
    public Observed<Optional<Phase>> phase() {
        return phase;
    }

    /** The last step that began. */
    public Optional<Step> reached() {
        return reached;
    }

    /** Memory that was sent while the program ran. */
    public Observed<List<Round>> rounds() {
        return rounds;
    }

    /** All bytes that were sent. */
    public Observed<Long> sentBytes() {
        return sentBytes;
    }

    /** How fast they go. */
    public Observed<Double> bytesPerSecond() {
        return bytesPerSecond;
    }

    /** How long the program will stand still, or stood still once it has arrived. */
    public Observed<Optional<Duration>> downtime() {
        return downtime;
    }

    /** How it ended. */
    public Observed<Optional<MoveEnd>> end() {
        return end;
    }

    /** What happens, or happened. */
    public Observed<String> sentence() {
        return sentence;
    }

    /** Whether its end was asked for. */
    public Observed<Boolean> cancelling() {
        return cancelling;
    }
}
