package dev.ferry.engine.migrate;

import dev.ferry.engine.stream.ImageSink;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Counts what goes out, and looks now and then whether the destination has complained: the tree is frozen meanwhile. */
final class WatchfulSink implements ImageSink {
    private static final long LOOK_EVERY = 1 << 20;

    private final ImageSink images;
    private final Look look;
    private long bytes;
    private long lookAt;

    /** Throws to end the dump. */
    @FunctionalInterface
    interface Look {
        void at(long bytes) throws IOException;
    }

    WatchfulSink(ImageSink images, Look look) {
        this.images = images;
        this.look = look;
    }

    /** Of contents so far. */
    long bytes() {
        return bytes;
    }

    @Override
    public OutputStream create(String name) throws IOException {
        look.at(bytes);
        return new Counting(images.create(name));
    }

    @Override
    public void finish() throws IOException {
        images.finish();
    }

    @Override
    public void close() throws IOException {
        images.close();
    }

    private final class Counting extends FilterOutputStream {
        Counting(OutputStream image) {
            super(image);
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            count(1);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            out.write(content, offset, length);
            count(length);
        }

        private void count(int length) throws IOException {
            bytes += length;
            if (bytes >= lookAt) {
                lookAt = bytes + LOOK_EVERY;
                look.at(bytes);
            }
        }
    }
}
