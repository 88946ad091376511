package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.lineage.Lineage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint that lies on a disk: a directory with its images, or one file. */
public final class StoredCheckpoint {
    private static final int BUFFER = 256 << 10;

    private StoredCheckpoint() {}

    /** Opens it; an incremental one gives what its ancestors have too. */
    public static ImageSource open(Path checkpoint) throws IOException {
        boolean inherits = Files.isDirectory(checkpoint) && Lineage.hasParent(checkpoint);
        return inherits
                ? new InheritingSource(new DirectoryImageSource(checkpoint), Lineage.of(checkpoint))
                : openAlone(checkpoint);
    }

    /** Opens it; an incremental one gives only what it has itself. */
    public static ImageSource openAlone(Path checkpoint) throws IOException {
        if (Files.isDirectory(checkpoint)) {
            return new DirectoryImageSource(checkpoint);
        }
        InputStream file = Files.newInputStream(checkpoint);
        try {
            return CheckpointFile.source(new BufferedInputStream(file, BUFFER));
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    /** When it was written last, milliseconds since 1970. */
    public static long written(Path checkpoint) throws IOException {
        Path inside = checkpoint.resolve(ImageType.INVENTORY.fileName());
        return Files.getLastModifiedTime(Files.isDirectory(checkpoint) ? inside : checkpoint)
                .toMillis();
    }
}
