package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.lineage.Lineage;
import dev.ferry.engine.seal.Unsealing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint that lies on a disk: a directory with its images, or one file. */
public final class StoredCheckpoint {
    private StoredCheckpoint() {}

    /** Opens it, if it is not sealed; an incremental one gives what its ancestors have too. */
    public static ImageSource open(Path checkpoint) throws IOException {
        return open(checkpoint, Unsealing.none());
    }

    /** The same for one that may be sealed. */
    public static ImageSource open(Path checkpoint, Unsealing unsealing) throws IOException {
        return Files.isDirectory(checkpoint)
                ? new InheritingSource(new DirectoryImageSource(checkpoint), Lineage.of(checkpoint))
                : openAlone(checkpoint, unsealing);
    }

    /** Opens it; an incremental one gives only what it has itself. */
    public static ImageSource openAlone(Path checkpoint, Unsealing unsealing) throws IOException {
        if (Files.isDirectory(checkpoint)) {
            return new DirectoryImageSource(checkpoint);
        }
        InputStream file = Files.newInputStream(checkpoint);
        try {
            return CheckpointFile.source(file, unsealing);
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /**
     * Opens it after it was read to its end once, with all that it builds on. What changes between then and the second time is found too,
     * but only when something has been made of what comes before it.
     *
     * @throws IOException if something is not as it was written
     */
    public static ImageSource openVerified(Path checkpoint, Unsealing unsealing) throws IOException {
        if (Files.isDirectory(checkpoint)) {
            Lineage.of(checkpoint).verify();
        } else if (Files.isRegularFile(checkpoint)) {
            try (InputStream file = Files.newInputStream(checkpoint)) {
                CheckpointFile.verify(file, unsealing);
            }
        }
        return open(checkpoint, unsealing);
    }

    /** When it was written last, milliseconds since 1970. */
    public static long written(Path checkpoint) throws IOException {
        Path inside = checkpoint.resolve(ImageType.INVENTORY.fileName());
        return Files.getLastModifiedTime(Files.isDirectory(checkpoint) ? inside : checkpoint)
                .toMillis();
    }
}
