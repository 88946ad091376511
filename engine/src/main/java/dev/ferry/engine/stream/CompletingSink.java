package dev.ferry.engine.stream;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** A set with whose end something around it is complete too: an encryption, or a file. */
public final class CompletingSink implements ImageSink {
    private final ImageSink sink;
    private final Completion completion;
    private final Closeable around;

    /** What is done when the set is finished. */
    @FunctionalInterface
    public interface Completion {
        void complete() throws IOException;
    }

    /** @param around is closed after the sink, whether it was finished or not */
    public CompletingSink(ImageSink sink, Completion completion, Closeable around) {
        this.sink = sink;
        this.completion = completion;
        this.around = around;
    }

    @Override
    public OutputStream create(String name) throws IOException {
        return sink.create(name);
    }

    @Override
    public void finish() throws IOException {
        sink.finish();
        completion.complete();
    }

    @Override
    public void close() throws IOException {
        try (around) {
            sink.close();
        }
    }
}
