package dev.ferry.engine.migrate;

import dev.ferry.engine.migrate.DestinationEvent.Asked;
import dev.ferry.engine.migrate.DestinationEvent.Cancelled;
import dev.ferry.engine.migrate.DestinationEvent.Checked;
import dev.ferry.engine.migrate.DestinationEvent.Committed;
import dev.ferry.engine.migrate.DestinationEvent.Failed;
import dev.ferry.engine.migrate.DestinationEvent.Greeted;
import dev.ferry.engine.migrate.DestinationEvent.PeerLost;
import dev.ferry.engine.migrate.DestinationEvent.Reported;
import dev.ferry.engine.migrate.DestinationEvent.Restored;
import dev.ferry.engine.migrate.DestinationEvent.Resumed;
import dev.ferry.engine.migrate.DestinationEvent.SetEnded;
import dev.ferry.engine.migrate.DestinationEvent.Started;

/**
 * Where a migration stands on the destination.
 *
 * <pre>
 *  Listening --Greeted--> Negotiated --Started--> Receiving --SetEnded--> Restoring --Restored--> Ready --PeerLost--> Holding
 *                          ^   |                                                                   |                     |
 *                          +---+ Checked, Asked                                                Committed             Committed
 *                                                                                                  v                     |
 *  from each state before Running:                         Completed &lt;--Reported-- Running &lt;--Resumed-- Resuming &lt;--+
 *    Failed, Cancelled, PeerLost --> Aborted
 * </pre>
 *
 * <p>In Ready the source may have sent COMMIT, so a lost link leads to Holding: only the source's word, or a time in which it does not
 * come back (PeerLost once more), ends that. In Resuming the source can not cancel and may go: the right to run is here. Only that
 * resuming itself fails leads to Aborted.
 */
public sealed interface DestinationState {
    /** Nobody has said anything yet. */
    record Listening() implements DestinationState {}

    /** Versions are agreed; checks may come. */
    record Negotiated() implements DestinationState {}

    /** Images come in and are made into a tree as they come. */
    record Receiving(String migrationId) implements DestinationState {}

    /** All images are here. */
    record Restoring(String migrationId) implements DestinationState {}

    /** The tree is complete and stopped, and the source may know it; the right to run is on its way, or still there. */
    record Ready(String migrationId) implements DestinationState {}

    /** As Ready, and the source can not be heard. The tree is kept stopped and whole. */
    record Holding(String migrationId) implements DestinationState {}

    /** The right to run is here. */
    record Resuming(String migrationId) implements DestinationState {}

    /** The tree runs here. */
    record Running(String migrationId) implements DestinationState {}

    /** End: it runs here and the source knows, or can find out. */
    record Completed() implements DestinationState {}

    /** End: nothing is left of it here. */
    record Aborted(String reason) implements DestinationState {}

    /** The state after {@code event}; {@link IllegalTransition} if it can not happen here. */
    static DestinationState next(DestinationState state, DestinationEvent event) {
        if (state instanceof Listening && event instanceof Greeted) {
            return new Negotiated();
        }
        if (state instanceof Negotiated && (event instanceof Checked || event instanceof Asked)) {
            return state;
        }
        if (state instanceof Negotiated && event instanceof Started started) {
            return new Receiving(started.migrationId());
        }
        if (state instanceof Receiving receiving && event instanceof SetEnded) {
            return new Restoring(receiving.migrationId());
        }
        if (state instanceof Restoring restoring && event instanceof Restored) {
            return new Ready(restoring.migrationId());
        }
        return afterReady(state, event);
    }

    private static DestinationState afterReady(DestinationState state, DestinationEvent event) {
        if (state instanceof Ready ready && event instanceof Committed) {
            return new Resuming(ready.migrationId());
        }
        if (state instanceof Ready ready && event instanceof PeerLost) {
            return new Holding(ready.migrationId());
        }
        if (state instanceof Holding holding && event instanceof Committed) {
            return new Resuming(holding.migrationId());
        }
        if (state instanceof Resuming resuming && event instanceof Resumed) {
            return new Running(resuming.migrationId());
        }
        if (state instanceof Running && event instanceof Reported) {
            return new Completed();
        }
        return lost(state, event);
    }

    private static DestinationState lost(DestinationState state, DestinationEvent event) {
        boolean over = state instanceof Running || state instanceof Completed || state instanceof Aborted;
        if (!over && event instanceof Failed failed) {
            return new Aborted(failed.reason());
        }
        boolean ours = over || state instanceof Resuming;
        if (!ours && event instanceof PeerLost lost) {
            return new Aborted(lost.reason());
        }
        if (!ours && event instanceof Cancelled) {
            return new Aborted("cancelled");
        }
        throw new IllegalTransition(state, event);
    }
}
