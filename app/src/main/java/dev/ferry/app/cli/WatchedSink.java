package dev.ferry.app.cli;

import dev.ferry.engine.stream.ImageSink;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Tells how much has been written, and fails with the next write after {@link #callOff}. */
final class WatchedSink implements ImageSink {
    private final ImageSink sink;
    private final LongConsumer progress;
    private long bytes;
    private volatile boolean calledOff;

    WatchedSink(ImageSink sink, LongConsumer progress) {
        this.sink = sink;
        this.progress = progress;
    }

    /** From any thread. */
    void callOff() {
        calledOff = true;
    }

    @Override
    public OutputStream create(String name) throws IOException {
        requireWanted();
        return new Counted(sink.create(name));
    }

    @Override
    public Optional<Path> parent() {
        return sink.parent();
    }

    @Override
    public void finish() throws IOException {
        requireWanted();
        sink.finish();
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }

    private void requireWanted() throws IOException {
        if (calledOff) {
            throw new CalledOff();
        }
    }

    /** Somebody did not want it any more. */
    static final class CalledOff extends IOException {
        private static final long serialVersionUID = 1L;

        CalledOff() {
            super("The dump was cancelled; the program runs on.");
        }
    }

    /** One image. */
    private final class Counted extends FilterOutputStream {
        Counted(OutputStream image) {
            super(image);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            requireWanted();
            out.write(content, offset, length);
            bytes += length;
            progress.accept(bytes);
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
