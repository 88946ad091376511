package dev.ferry.app.cli;

import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Path;

/** A checkpoint as a command line names it. */
final class CheckpointInput {
    private static final String STDIN = "-";
    private static final int BUFFER = 256 << 10;

    private CheckpointInput() {}

    /** @param name directory, file, or {@code -} for standard input */
    static ImageSource open(String name) throws IOException {
        return name.equals(STDIN)
                ? CheckpointFile.source(new BufferedInputStream(System.in, BUFFER))
                : StoredCheckpoint.open(Path.of(name));
    }
}
