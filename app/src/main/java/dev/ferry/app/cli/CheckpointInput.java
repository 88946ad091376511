package dev.ferry.app.cli;

import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The checkpoint that a command reads, and what opens it if it is encrypted. */
final class CheckpointInput {
    private static final String STDIN = "-";

    @Parameters(index = "0", paramLabel = "CHECKPOINT", description = "Directory, file, or - for standard input.")
    private String name;

    @Mixin
    private UnsealOptions unseal;

    /** Opens it to be only read. */
    ImageSource open() throws IOException {
        return name.equals(STDIN)
                ? CheckpointFile.source(System.in, unseal.unsealing())
                : StoredCheckpoint.open(Path.of(name), unseal.unsealing());
    }

    /**
     * Opens it so that something is made out of it, if all of it is as it was written. Standard input can be read only once, so there damage
     * is found when it comes.
     */
    ImageSource openVerified() throws IOException {
        return name.equals(STDIN) ? open() : StoredCheckpoint.openVerified(Path.of(name), unseal.unsealing());
    }
}
