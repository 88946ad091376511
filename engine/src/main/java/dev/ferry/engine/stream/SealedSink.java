package dev.ferry.engine.stream;

import dev.ferry.engine.seal.SealedOutput;
import java.io.IOException;
import java.io.OutputStream;

/** A set whose end is that of a sealed file. */
final class SealedSink implements ImageSink {
    private final ImageSink sink;
    private final SealedOutput sealed;

    SealedSink(ImageSink sink, SealedOutput sealed) {
        this.sink = sink;
        this.sealed = sealed;
    }

    @Override
    public OutputStream create(String name) throws IOException {
        return sink.create(name);
    }

    @Override
    public void finish() throws IOException {
        sink.finish();
        sealed.finish();
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }
}
