package dev.ferry.engine.check;

/** What to do where the destination has another file under the name of one of the program's. */
public enum ExistingFilePolicy {
    /** The tree does not move. */
    REFUSE,
    /** The program's file replaces the one there. */
    OVERWRITE,
    /** The program goes on with the one there. */
    USE_THEIRS
}
