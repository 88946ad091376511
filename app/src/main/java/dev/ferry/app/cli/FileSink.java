package dev.ferry.app.cli;

import dev.ferry.app.NewFile;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;

/** A checkpoint in one new file. */
final class FileSink implements ImageSink {
    private final NewFile file;
    private final ImageSink sink;

    /** @param seal who can read it; empty if it is plain */
    FileSink(Path file, Optional<Seal> seal) throws IOException {
        this.file = NewFile.create(file);
        OutputStream out = this.file.out();
        this.sink = seal.isPresent() ? CheckpointFile.sealedSink(out, seal.get()) : CheckpointFile.sink(out);
    }

    @Override
    public OutputStream create(String name) throws IOException {
        return sink.create(name);
    }

    @Override
    public void finish() throws IOException {
        sink.finish();
        file.complete();
    }

    @Override
    public void close() throws IOException {
        try (file) {
            sink.close();
        }
    }
}
