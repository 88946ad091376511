package dev.ferry.engine.migrate;

/** What can happen to a migration as the destination sees it. */
public sealed interface DestinationEvent {
    /** Both engines speak a common version. */
    record Greeted() implements DestinationEvent {}

    /** A check was answered; there may be more of them. */
    record Checked() implements DestinationEvent {}

    /** A question about an earlier migration was answered; there may be more of them. */
    record Asked() implements DestinationEvent {}

    /** The source begins with this migration. */
    record Started(String migrationId) implements DestinationEvent {}

    /** The last image has come. */
    record SetEnded() implements DestinationEvent {}

    /** The tree is complete, and the journal says so. */
    record Restored() implements DestinationEvent {}

    /** The right to run has come, and the journal says so. */
    record Committed() implements DestinationEvent {}

    /** The tree has been let go. */
    record Resumed() implements DestinationEvent {}

    /** The source was told, or could not be told. */
    record Reported() implements DestinationEvent {}

    /** A step failed, here or there. */
    record Failed(String reason) implements DestinationEvent {}

    /** The source wants it no more. */
    record Cancelled() implements DestinationEvent {}

    /** The source can not be heard any more; in Holding: it has not come back in time. */
    record PeerLost(String reason) implements DestinationEvent {}
}
