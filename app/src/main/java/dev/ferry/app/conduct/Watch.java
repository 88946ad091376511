package dev.ferry.app.conduct;

/** Something that is listened to until it is closed. */
public interface Watch extends AutoCloseable {
    /** Nothing is heard after that, but for a call that is under way. */
    @Override
    void close();
}
