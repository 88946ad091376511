package dev.ferry.engine.migrate;

/** Where tests kill or disturb an engine. */
public enum FaultPoint {
    /** Source: versions are agreed. */
    AFTER_HELLO,
    /** Source: the destination has answered without blockers. */
    AFTER_CHECK,
    /** Source: the tree is being tracked, nothing sent. */
    AFTER_TRACK,
    /** Source: in the middle of a round of memory; the tree runs. */
    IN_ROUND,
    /** Source: a round is sent and loaded. */
    AFTER_ROUND,
    /** Destination: the processes of the tree are held ready, with memory in them. */
    IN_SKELETON,
    /** Source: the tree is frozen, nothing sent. */
    AFTER_FREEZE,
    /** Source: in the middle of the images. */
    IN_IMAGES,
    /** Destination: everything is restored, READY not sent. */
    BEFORE_READY,
    /** Source: READY has come. */
    AFTER_READY,
    /** Source: kept stopped, not journalled. */
    KEPT_STOPPED,
    /** Source: kept stopped and journalled, COMMIT not sent. */
    BEFORE_COMMIT,
    /** Source: the same, and the watchdog is gone. */
    WATCH_DISMISSED,
    /** Source: COMMIT is on its way. */
    AFTER_COMMIT_SENT,
    /** Destination: COMMIT has come, nothing resumed. */
    AFTER_COMMIT_RECEIVED,
    /** Destination: the tree runs, RUNNING not sent. */
    AFTER_RESUME,
    /** Source: RUNNING has come, the old tree still there. */
    BEFORE_KILL
}
