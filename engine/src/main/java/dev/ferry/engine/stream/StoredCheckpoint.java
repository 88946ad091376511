package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageType;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A checkpoint that lies on a disk: a directory with its images, or one file. */
public final class StoredCheckpoint {
    private static final int BUFFER = 256 << 10;

    private StoredCheckpoint() {}

    /** Opens it. */
    public static ImageSource open(Path checkpoint) throws IOException {
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
