package dev.ferry.engine.migrate;

/** How far a migration had come when a host last wrote it down. */
public enum JournalState {
    /** Source: about to freeze. If the engine dies, the tree runs on. */
    STARTED,
    /** Source: the tree is stopped and COMMIT may have gone out. */
    COMMITTING,
    /** Source: the same, and the destination's answer did not come. */
    IN_DOUBT,
    /** Source: the tree runs on the destination; the old one may still have to be removed. */
    HANDED_OVER,
    /** Source: the old tree is gone. */
    DONE,
    /** Destination: the right to run has come. Without the tree, it was not used. */
    COMMITTED,
    /** Destination: the tree was let go. */
    RUNNING,
    /** Destination: the right to run had come, and what was restored was removed without having run. */
    ABORTED
}
