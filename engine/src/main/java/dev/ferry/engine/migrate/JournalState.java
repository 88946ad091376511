package dev.ferry.engine.migrate;

/** How far a migration had come when a host last wrote it down. */
public enum JournalState {
    /** Source: COMMIT has not been sent. If the engine dies, the tree runs on. */
    STARTED,
    /** Source: the tree is stopped and COMMIT may have gone out; if the watchdog has left its mark, it has not. */
    COMMITTING,
    /** Source: COMMIT has gone out, and the destination's answer did not come. */
    IN_DOUBT,
    /** Source: the tree runs on the destination; the old one may still have to be removed. */
    HANDED_OVER,
    /** Source: the old tree is gone. */
    DONE,
    /** Destination: the right to run has not come. Should the engine die, nothing is left. */
    RECEIVING,
    /** Destination: the right to run may have come, but was not used yet. Should the engine die, nothing is left. */
    COMMITTED,
    /** Destination: the tree is being let go; not forced to the disk, so after a reboot it may read COMMITTED. */
    RESUMING,
    /** Destination: the tree was let go. */
    RUNNING,
    /** Destination: it has never run here and never will. */
    ABORTED;

    /** Whether it stays in the journal however old it is. */
    boolean isOpen() {
        return this != DONE && this != RUNNING && this != ABORTED;
    }

    /** Source: whether nobody knows yet that it is over. */
    public boolean isUndecided() {
        return this == COMMITTING || this == IN_DOUBT || this == HANDED_OVER;
    }
}
