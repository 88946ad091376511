package dev.ferry.remote;

/** Hears what a command writes to its standard error, on the thread that reads it: while it does not answer, nothing more is read. */
public interface ErrorListener {
    /** Hears nothing. */
    ErrorListener NONE = (bytes, length) -> {};

    /** The first {@code length} of these bytes were written; they are used again after the call. */
    void written(byte[] bytes, int length);

    /** There will be no more: the command has closed it, or the link is gone. */
    default void ended() {}
}
