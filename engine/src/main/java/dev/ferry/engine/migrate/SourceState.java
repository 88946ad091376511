package dev.ferry.engine.migrate;

import dev.ferry.engine.migrate.SourceEvent.Acknowledged;
import dev.ferry.engine.migrate.SourceEvent.Cancelled;
import dev.ferry.engine.migrate.SourceEvent.CheckBlocked;
import dev.ferry.engine.migrate.SourceEvent.CheckPassed;
import dev.ferry.engine.migrate.SourceEvent.CommitBegun;
import dev.ferry.engine.migrate.SourceEvent.CommitRefused;
import dev.ferry.engine.migrate.SourceEvent.DestinationReady;
import dev.ferry.engine.migrate.SourceEvent.Failed;
import dev.ferry.engine.migrate.SourceEvent.ImagesSent;
import dev.ferry.engine.migrate.SourceEvent.OldTreeRemoved;
import dev.ferry.engine.migrate.SourceEvent.PeerLost;
import dev.ferry.engine.migrate.SourceEvent.RoundSent;
import dev.ferry.engine.migrate.SourceEvent.ThawFailed;
import dev.ferry.engine.migrate.SourceEvent.Thawed;
import dev.ferry.engine.migrate.SourceEvent.TreeFrozen;

/**
 * Where a migration stands on the source.
 *
 * <pre>
 *  Checking --CheckPassed--> PreCopying --TreeFrozen--> Frozen --ImagesSent--> AwaitingReady
 *     |                       ^   |  |                    |                         |
 *     | CheckBlocked          +---+  |                    |                  DestinationReady
 *     | or any loss       RoundSent  |                    |                         v
 *     |                              +----- any loss -----+--------- any loss --- Ready
 *     v                              v                                              |
 *  RolledBack &lt;---Thawed--- RollingBack &lt;------CommitRefused------+          CommitBegun
 *                              |                                   |                |
 *                          ThawFailed     +--- PeerLost, Failed ---+-- Committing &lt;-+
 *                              v          v                                |
 *                          Stranded    InDoubt --------Acknowledged------> +--> HandedOver --OldTreeRemoved--> Completed
 * </pre>
 *
 * <p>"Any loss" is Failed, Cancelled or PeerLost. In InDoubt the destination is asked over new connections; its answer is Acknowledged or
 * CommitRefused. Once Committing is entered, the source never lets the tree run by itself; only the
 * destination's word that it does not run leads back. Post-copy would add states between Committing and HandedOver.
 */
public sealed interface SourceState {
    /** Asking both hosts whether the tree can move. It runs. */
    record Checking() implements SourceState {}

    /**
     * Copying memory while the tree runs; without pre-copy passed through with round 0.
     *
     * @param round how many rounds were sent
     * @param dirtyPages that the last one had
     */
    record PreCopying(int round, long dirtyPages) implements SourceState {}

    /** Every task is stopped; the images go out. */
    record Frozen() implements SourceState {}

    /** All images are sent. */
    record AwaitingReady() implements SourceState {}

    /** Everything is restored on the destination, and the right to run is still here. */
    record Ready() implements SourceState {}

    /** COMMIT may have arrived: the right to run is not here any more. */
    record Committing(String migrationId) implements SourceState {}

    /** As Committing, and the destination can not be heard. The tree is kept stopped. */
    record InDoubt(String migrationId, String reason) implements SourceState {}

    /** The tree runs on the destination; the old one has to go. */
    record HandedOver() implements SourceState {}

    /** The tree is to run here again. */
    record RollingBack(String reason) implements SourceState {}

    /** End: the tree runs on the destination only. */
    record Completed() implements SourceState {}

    /** End: the tree runs here as if nothing had been. */
    record RolledBack(String reason) implements SourceState {}

    /** End: the tree is stopped here and does not run anywhere; a person is needed. */
    record Stranded(String reason) implements SourceState {}

    /** The state after {@code event}; {@link IllegalTransition} if it can not happen here. */
    static SourceState next(SourceState state, SourceEvent event) {
        if (state instanceof Checking) {
            return fromChecking(state, event);
        }
        if (state instanceof PreCopying copying) {
            return fromPreCopying(copying, event);
        }
        if (state instanceof Frozen) {
            return event instanceof ImagesSent ? new AwaitingReady() : lost(state, event);
        }
        if (state instanceof AwaitingReady) {
            return event instanceof DestinationReady ? new Ready() : lost(state, event);
        }
        if (state instanceof Ready) {
            return event instanceof CommitBegun begun ? new Committing(begun.migrationId()) : lost(state, event);
        }
        return afterCommit(state, event);
    }

    private static SourceState fromChecking(SourceState state, SourceEvent event) {
        if (event instanceof CheckPassed) {
            return new PreCopying(0, 0);
        }
        if (event instanceof CheckBlocked blocked) {
            return new RolledBack(blocked.reason());
        }
        return new RolledBack(((RollingBack) lost(state, event)).reason());
    }

    private static SourceState fromPreCopying(PreCopying state, SourceEvent event) {
        if (event instanceof RoundSent sent) {
            return new PreCopying(state.round() + 1, sent.dirtyPages());
        }
        return event instanceof TreeFrozen ? new Frozen() : lost(state, event);
    }

    private static SourceState afterCommit(SourceState state, SourceEvent event) {
        if (state instanceof Committing committing) {
            return fromCommitting(committing.migrationId(), state, event);
        }
        if (state instanceof InDoubt doubt) {
            return fromCommitting(doubt.migrationId(), state, event);
        }
        if (state instanceof HandedOver && event instanceof OldTreeRemoved) {
            return new Completed();
        }
        if (state instanceof RollingBack back && event instanceof Thawed) {
            return new RolledBack(back.reason());
        }
        if (state instanceof RollingBack && event instanceof ThawFailed failed) {
            return new Stranded(failed.reason());
        }
        throw new IllegalTransition(state, event);
    }

    private static SourceState fromCommitting(String migrationId, SourceState state, SourceEvent event) {
        if (event instanceof Acknowledged) {
            return new HandedOver();
        }
        if (event instanceof CommitRefused refused) {
            return new RollingBack(refused.reason());
        }
        if (event instanceof PeerLost lost) {
            return new InDoubt(migrationId, lost.reason());
        }
        if (event instanceof Failed failed) {
            return new InDoubt(migrationId, failed.reason());
        }
        throw new IllegalTransition(state, event);
    }

    /** Before the commit every loss leads back. */
    private static SourceState lost(SourceState state, SourceEvent event) {
        if (event instanceof Failed failed) {
            return new RollingBack(failed.reason());
        }
        if (event instanceof PeerLost lost) {
            return new RollingBack(lost.reason());
        }
        if (event instanceof Cancelled) {
            return new RollingBack("cancelled");
        }
        throw new IllegalTransition(state, event);
    }
}
