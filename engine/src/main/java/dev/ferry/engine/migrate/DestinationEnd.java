package dev.ferry.engine.migrate;

/** What a failure means on the destination: which event it is, and what the source is told. */
final class DestinationEnd {
    private DestinationEnd() {}

    static DestinationEvent eventOf(Exception why) {
        if (why instanceof CancelledException) {
            return new DestinationEvent.Cancelled();
        }
        if (why instanceof PeerLostException) {
            return new DestinationEvent.PeerLost(why.getMessage());
        }
        return new DestinationEvent.Failed(Failures.sentence(why));
    }

    /** REFUSED lets the source run the tree again even after COMMIT, so it is only said of a tree that has never run here. */
    static void tell(Connection connection, Exception why, DestinationState failedIn, boolean nothingLeft) {
        boolean mayHaveRun = failedIn instanceof DestinationState.Resuming;
        MessageType type = nothingLeft && !mayHaveRun ? MessageType.REFUSED : MessageType.FAILED;
        if (failedIn instanceof DestinationState.Holding) {
            return;
        }
        boolean sourceKnows = why instanceof CancelledException || why instanceof PeerFailedException;
        if (!sourceKnows) {
            connection.sendLastWords(type, Failures.toWire(why, failedIn));
        }
    }
}
