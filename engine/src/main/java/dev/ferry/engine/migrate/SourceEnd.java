package dev.ferry.engine.migrate;

import dev.ferry.engine.wire.proto.Failure;
import java.io.IOException;

/** What a failure means on the source: which event it is, what the destination is told, what the person is told. */
final class SourceEnd {
    private SourceEnd() {}

    static SourceEvent eventOf(Exception why) {
        if (why instanceof PreflightRefused) {
            return new SourceEvent.CheckBlocked(why.getMessage());
        }
        if (why instanceof CancelledException) {
            return new SourceEvent.Cancelled();
        }
        if (why instanceof PeerLostException) {
            return new SourceEvent.PeerLost(why.getMessage());
        }
        return new SourceEvent.Failed(Failures.sentence(why));
    }

    /** Tells the destination unless it knows; returns what the caller shall hear. */
    static IOException tell(Connection connection, Exception why, SourceState state) {
        if (why instanceof PeerLostException lost) {
            return connection.lastWords().<IOException>map(words -> words).orElse(lost);
        }
        if (why instanceof CancelledException cancelled) {
            connection.sendLastWords(MessageType.CANCEL, Failure.getDefaultInstance());
            return cancelled;
        }
        if (!(why instanceof PeerFailedException) && !(why instanceof PreflightRefused)) {
            connection.sendLastWords(MessageType.FAILED, Failures.toWire(why, state));
        }
        return why instanceof IOException known ? known : new MigrationException(Failures.sentence(why), why);
    }

    static IOException stranded(int pid, IOException why) {
        return new MigrationException(
                "The tree of process " + pid + " could not be let go on after the migration failed (" + why.getMessage()
                        + "); look at it, and wake it with kill -CONT.",
                why);
    }
}
