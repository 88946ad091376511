package dev.ferry.engine.migrate;

/** What can happen to a migration as the source sees it. */
public sealed interface SourceEvent {
    /** Both hosts say that the tree can move. */
    record CheckPassed() implements SourceEvent {}

    /** One of them says that it can not. */
    record CheckBlocked(String reason) implements SourceEvent {}

    /** A round of memory was copied while the tree ran. */
    record RoundSent(long dirtyPages) implements SourceEvent {}

    /** Every task is stopped. */
    record TreeFrozen() implements SourceEvent {}

    /** The destination has been sent the whole set. */
    record ImagesSent() implements SourceEvent {}

    /** Everything is restored there. */
    record DestinationReady() implements SourceEvent {}

    /** The old tree is kept stopped and the journal says so; COMMIT goes out now. */
    record CommitBegun(String migrationId) implements SourceEvent {}

    /** The tree runs there. */
    record Acknowledged() implements SourceEvent {}

    /** The destination says that it does not run the tree and never will. */
    record CommitRefused(String reason) implements SourceEvent {}

    /** The old tree has been removed. */
    record OldTreeRemoved() implements SourceEvent {}

    /** A step failed, here or there. */
    record Failed(String reason) implements SourceEvent {}

    /** Somebody wants it no more. */
    record Cancelled() implements SourceEvent {}

    /** The destination can not be heard any more. */
    record PeerLost(String reason) implements SourceEvent {}

    /** The tree runs again, or has never stopped. */
    record Thawed() implements SourceEvent {}

    /** It could not be made to run again. */
    record ThawFailed(String reason) implements SourceEvent {}
}
