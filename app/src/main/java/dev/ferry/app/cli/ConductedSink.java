package dev.ferry.app.cli;

import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A checkpoint that goes to whoever conducts. If the program is to end, it ends only when the conductor has said, by a byte, that it
 * keeps the checkpoint: what is merely sent may still be lost.
 */
final class ConductedSink implements ImageSink {
    private final Duplex channel;
    private final EventWriter events;
    private final boolean needed;
    private final Counted out;
    private final ImageSink sink;

    /** @param needed whether the checkpoint is all that will be left of the program */
    ConductedSink(Duplex channel, EventWriter events, boolean needed) throws IOException {
        this.channel = channel;
        this.events = events;
        this.needed = needed;
        this.out = new Counted(channel.out());
        this.sink = CheckpointFile.sink(out);
    }

    @Override
    public OutputStream create(String name) throws IOException {
        return sink.create(name);
    }

    @Override
    public void finish() throws IOException {
        sink.finish();
        events.say(new MoveEvent.Written(out.bytes));
        if (needed && channel.in().read() < 0) {
            throw new IOException("Nobody has taken the checkpoint, so the program runs on.");
        }
    }

    @Override
    public void close() throws IOException {
        sink.close();
    }

    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            out.write(content, offset, length);
            bytes += length;
        }
    }
}
