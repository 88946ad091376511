package dev.ferry.app.checkpoints;

import dev.ferry.app.conduct.PlainText;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.show.Checkpoint;
import java.nio.file.Path;

/**
 * A checkpoint that a person looks into.
 *
 * @param path where it lies
 * @param unsealing opens it once more, without a question
 */
public record OpenCheckpoint(Path path, Checkpoint content, Unsealing unsealing) {
    private static final int LONGEST = 64;
    private static final int LONGEST_SENTENCE = 1000;

    /** What it is called: its file name. */
    public String name() {
        Path last = path.getFileName();
        return last == null ? path.toString() : last.toString();
    }

    /** Whether it is encrypted where it lies. */
    public boolean isSealed() {
        return unsealing.hasOpened();
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
