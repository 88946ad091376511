package dev.ferry.app.cli;

import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint as a command line names it: directory, file, or {@code -} for standard input. */
final class CheckpointInput {
    private static final String STDIN = "-";

    private CheckpointInput() {}

    /** Opens one that is only read. */
    static ImageSource open(String name, Unsealing unsealing) throws IOException {
        return name.equals(STDIN)
                ? CheckpointFile.source(System.in, unsealing)
                : StoredCheckpoint.open(Path.of(name), unsealing);
    }

    /**
     * Opens one out of which something is made, if all of it is as it was written. Standard input can be read only once, so there damage is
     * found when it comes.
     */
    static ImageSource openVerified(String name, Unsealing unsealing) throws IOException {
        return name.equals(STDIN)
                ? CheckpointFile.source(System.in, unsealing)
                : StoredCheckpoint.openVerified(Path.of(name), unsealing);
    }
}
