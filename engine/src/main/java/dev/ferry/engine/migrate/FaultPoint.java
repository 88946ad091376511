package dev.ferry.engine.migrate;

/** Where tests kill or disturb an engine. */
public enum FaultPoint {
    /** Source: versions are agreed. */
    AFTER_HELLO,
    /** Source: the destination has answered without blockers. */
    AFTER_CHECK,
    /** Destination: a migration has begun. */
    AFTER_START,
    /** Source: both engines are warm. */
    AFTER_WARM,
    /** Source: the tree is being tracked, nothing sent. */
    AFTER_TRACK,
    /** Source: in the middle of a round of memory; the tree runs. */
    IN_ROUND,
    /** Source: a round is sent and loaded. */
    AFTER_ROUND,
    /** Destination: the processes of the tree are held ready. */
    AFTER_TREE,
    /** Destination: in the middle of a round, with part of its memory in them. */
    IN_PAGES,
    /** Destination: all of a round is in them. */
    IN_SKELETON,
    /** Source: no further round; the tree still runs. */
    BEFORE_FREEZE,
    /** Source: the tree is frozen, nothing sent. */
    AFTER_FREEZE,
    /** Source: in the middle of the images. */
    IN_IMAGES,
    /** Source: all images are sent. */
    AFTER_IMAGES,
    /** Destination: all images have come. */
    SET_ENDED,
    /** Destination: everything is restored, READY not sent. */
    BEFORE_READY,
    /** Destination: READY is on its way. */
    READY_SENT,
    /** Source: READY has come. */
    AFTER_READY,
    /** Source: journalled and kept stopped. */
    KEPT_STOPPED,
    /** Source: the destination has not complained meanwhile; COMMIT not sent. */
    BEFORE_COMMIT,
    /** Source: the same, and the watchdog is gone. */
    WATCH_DISMISSED,
    /** Source: COMMIT is on its way. */
    AFTER_COMMIT_SENT,
    /** Destination: COMMIT has come, nothing resumed. */
    AFTER_COMMIT_RECEIVED,
    /** Destination: the journal says that the tree is about to run. */
    BEFORE_RESUME,
    /** Destination: the tree runs, RUNNING not sent. */
    AFTER_RESUME,
    /** Destination: RUNNING is on its way. */
    AFTER_REPORT,
    /** Source: RUNNING has come, the old tree still there. */
    BEFORE_KILL,
    /** Source: the old tree is gone, and the journal says so. */
    AFTER_KILL
}
