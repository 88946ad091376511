package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.PlainText;
import dev.ferry.engine.show.Checkpoint;
import java.nio.file.Path;

/** A checkpoint that a person looks into, and where it lies. */
public record OpenCheckpoint(Path path, Checkpoint content) {
    private static final int LONGEST = 64;
    private static final int LONGEST_SENTENCE = 1000;

    /** What it is called: its file name. */
    public String name() {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    /** The short name of its first process. */
    public String program() {
        return PlainText.of(content.root().name(), LONGEST);
    }

    /** Why this version of Ferry can not restore it, one sentence; empty if it can. */
    public String obstacle() {
        return PlainText.of(content.obstacle(), LONGEST_SENTENCE);
    }
}
