package dev.ferry.engine.carry;

/** What happens if a different file is already where a carried one belongs. */
public enum ExistingFilePolicy {
    /** The restore fails. */
    REFUSE,
    /** The carried file takes its place; the other one is removed when the program runs. */
    OVERWRITE,
    /** The program gets the one that is there, if both are of the same type. */
    USE_THEIRS
}
