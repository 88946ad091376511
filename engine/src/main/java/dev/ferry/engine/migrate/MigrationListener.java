package dev.ferry.engine.migrate;

import dev.ferry.engine.check.Finding;
import java.util.List;

/** Hears how a migration goes on. Called on the migration's thread: answer at once. */
public interface MigrationListener {
    /** Hears nothing. */
    MigrationListener NONE = new MigrationListener() {};

    /** The destination has answered, perhaps with warnings. */
    default void checked(List<Finding> findings) {}

    /** The source is in another state. */
    default void entered(SourceState state) {}

    /** A round of memory begins, while the tree runs, with so many bytes to be sent. */
    default void roundBegins(int round, long dirtyBytes) {}

    /** It is halted, or goes on; see {@link Pause}. */
    default void paused(boolean halted) {}

    /** So many bytes have been sent in all of the rounds, or of the images. */
    default void sent(long bytes) {}

    /** An earlier migration to the same host, whose outcome was open, has come to its end. */
    default void settled(String sentence) {}
}
