package dev.ferry.engine.stream;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;

/** Gives back the images of one checkpoint, one after the other. Not for several threads. */
public interface ImageSource extends Closeable {
    /**
     * The next image; the one before it is over then, read to its end or not. Empty only after the last image of a complete
     * set.
     *
     * @throws dev.ferry.engine.image.ImageException if the set is damaged or ends early
     */
    Optional<IncomingImage> next() throws IOException;
}
