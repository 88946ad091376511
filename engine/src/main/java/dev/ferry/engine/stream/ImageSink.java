package dev.ferry.engine.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** Takes the images of one checkpoint, one after the other. Not for several threads. */
public interface ImageSink extends Closeable {
    /**
     * Starts the next image; closing the stream ends it. Only one image is open at a time.
     *
     * @param name 1 to 64 of {@code A-Z a-z 0-9 . _ -}, not starting with a dot, and new in this set
     */
    OutputStream create(String name) throws IOException;

    /** The directory of images whose pages need not be written again where they are the same; the sink links to it. */
    default Optional<Path> parent() {
        return Optional.empty();
    }

    /** Marks the set as complete. Without this, nobody can take what was written for a checkpoint. */
    void finish() throws IOException;

    /** Lets go of everything. A set that was not finished is given up. */
    @Override
    void close() throws IOException;
}
