package dev.ferry.app.conduct;

import dev.ferry.engine.check.Finding;
import java.time.Duration;
import java.util.List;

/** How the saving or restoring of a program ended. */
public sealed interface CheckpointEnd {
    /**
     * The checkpoint is in its file.
     *
     * @param bytes size of the file
     * @param stoodStill how long the program did for it
     */
    record Saved(long bytes, int tasks, Duration stoodStill) implements CheckpointEnd {}

    /** The program runs there; its root is this process. */
    record Restored(int pid) implements CheckpointEnd {}

    /** The program can not be saved; nothing was touched. The worst first. */
    record Refused(List<Finding> findings) implements CheckpointEnd {
        public Refused {
            findings = List.copyOf(findings);
        }
    }

    /** It did not work; what was saved runs on unless the sentence says otherwise, and of what was restored nothing is left. */
    record Failed(String sentence) implements CheckpointEnd {}

    /** As wished; nothing has changed. */
    record Cancelled() implements CheckpointEnd {}
}
