package dev.ferry.app.cli;

import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.app.conduct.Phase;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.migrate.MigrationListener;
import dev.ferry.engine.migrate.SourceState;
import java.util.List;
import java.util.function.LongSupplier;

/** A migration as events for whoever conducts it. */
final class SendProgress implements MigrationListener {
    private static final long SENT_EVERY_NANOS = 100_000_000;
    /** Smaller rounds say nothing about the link. */
    private static final long TELLING_BYTES = 1 << 20;
    /** What stopping, restoring and the commit take besides the memory. */
    private static final long BESIDES_NANOS = 15_000_000;

    private final EventWriter events;
    private final LongSupplier clock;
    private Phase phase = Phase.CONNECTING;
    private String migrationId = "";
    private long lastSaid;
    private long before;
    private long sent;
    private long roundBegan;
    private long sentBeforeRound;
    private double bytesPerNano;

    /**
     * @param clock in nanoseconds
     */
    SendProgress(EventWriter events, LongSupplier clock) {
        this.events = events;
        this.clock = clock;
    }

    void enter(Phase next) {
        if (next != phase) {
            phase = next;
            events.say(new MoveEvent.InPhase(next.name(), migrationId));
        }
    }

    @Override
    public void checked(List<Finding> findings) {
        events.say(new MoveEvent.Checked(findings));
    }

    @Override
    public void entered(SourceState state) {
        if (state instanceof SourceState.PreCopying) {
            enter(Phase.COPYING);
        } else if (state instanceof SourceState.Frozen) {
            saySent();
            before = sent;
            enter(Phase.FREEZING);
        } else if (state instanceof SourceState.AwaitingReady) {
            saySent();
            enter(Phase.RESTORING);
        } else if (state instanceof SourceState.Committing committing) {
            migrationId = committing.migrationId();
            enter(Phase.COMMITTING);
        } else if (state instanceof SourceState.InDoubt) {
            enter(Phase.ASKING);
        } else if (state instanceof SourceState.HandedOver) {
            enter(Phase.FINISHING);
        } else if (state instanceof SourceState.RollingBack) {
            enter(Phase.ROLLING_BACK);
        }
    }

    @Override
    public void roundBegins(int round, long dirtyBytes) {
        measure();
        saySent();
        events.say(new MoveEvent.Round(round, dirtyBytes));
        if (bytesPerNano > 0) {
            events.say(new MoveEvent.Estimated((long) (dirtyBytes / bytesPerNano) + BESIDES_NANOS));
        }
        roundBegan = clock.getAsLong();
        sentBeforeRound = sent;
    }

    private void measure() {
        long bytes = sent - sentBeforeRound;
        long took = clock.getAsLong() - roundBegan;
        boolean tells = bytes >= TELLING_BYTES || bytesPerNano == 0;
        if (roundBegan != 0 && bytes > 0 && took > 0 && tells) {
            bytesPerNano = (double) bytes / took;
        }
    }

    /** The rounds and the images are counted apart. */
    @Override
    public void sent(long bytes) {
        sent = before + bytes;
        if (clock.getAsLong() - lastSaid >= SENT_EVERY_NANOS) {
            saySent();
        }
    }

    private void saySent() {
        lastSaid = clock.getAsLong();
        events.say(new MoveEvent.Sent(sent));
    }

    @Override
    public void paused(boolean halted) {
        events.say(new MoveEvent.Paused(halted));
    }

    @Override
    public void settled(String sentence) {
        events.say(new MoveEvent.Said(Printable.of(sentence)));
    }
}
