package dev.ferry.engine.migrate;

import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import java.io.IOException;
import java.util.Optional;

/** Says, once, that the last image has come. */
final class AnnouncingSource implements ImageSource {
    private final ImageSource images;
    private final Runnable atEnd;
    private boolean ended;

    AnnouncingSource(ImageSource images, Runnable atEnd) {
        this.images = images;
        this.atEnd = atEnd;
    }

    @Override
    public Optional<IncomingImage> next() throws IOException {
        Optional<IncomingImage> next = images.next();
        if (next.isEmpty() && !ended) {
            ended = true;
            atEnd.run();
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        images.close();
    }
}
