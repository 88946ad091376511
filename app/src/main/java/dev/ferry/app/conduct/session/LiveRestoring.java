package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.seal.SealException;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.engine.stream.StoredCheckpoint;
import dev.ferry.remote.AgentChannel;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends a checkpoint to an engine that restores it. Until it says that the program runs, nothing there outlives a broken link. */
final class LiveRestoring extends LiveCheckpointJob {
    private static final Logger LOG = LoggerFactory.getLogger(LiveRestoring.class);
    private static final int AT_ONCE = 256 << 10;

    private final Path checkpoint;
    private final Unsealing unsealing;
    private final LongConsumer listener;
    private volatile String damage = "";

    LiveRestoring(LiveSession to, Path checkpoint, Unsealing unsealing, LongConsumer listener) {
        super(to);
        this.checkpoint = checkpoint;
        this.unsealing = unsealing;
        this.listener = listener;
    }

    @Override
    CheckpointEnd work(String words) throws IOException {
        EventStream events = new EventStream();
        AgentChannel channel = start(words, events);
        daemon("ferry-checkpoint-bytes", () -> send(channel));
        try {
            return follow(events);
        } finally {
            closeLater(channel);
        }
    }

    private void send(AgentChannel channel) {
        try (OutputStream out = channel.out()) {
            sendVerified(out);
        } catch (IOException e) {
            LOG.debug("The rest of a checkpoint was not sent", e);
        }
    }

    /** The engine makes things of a pipe before it has seen its end, so it gets only what is whole. Why it gets nothing, we know. */
    private void sendVerified(OutputStream out) throws IOException {
        try (ImageSource source = StoredCheckpoint.openVerified(checkpoint, unsealing)) {
            copy(source, CheckpointFile.sink(new Counted(out)));
        } catch (ImageException | SealException e) {
            damage = e.getMessage();
            throw e;
        }
    }

    private void copy(ImageSource source, ImageSink sink) throws IOException {
        byte[] some = new byte[AT_ONCE];
        for (Optional<IncomingImage> next = source.next(); next.isPresent(); next = source.next()) {
            InputStream content = next.get().content();
            try (OutputStream image = sink.create(next.get().name())) {
                for (int length = content.read(some); length >= 0; length = content.read(some)) {
                    image.write(some, 0, length);
                }
            }
        }
        sink.finish();
    }

    private final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] content, int offset, int length) throws IOException {
            if (isCancelled()) {
                throw new InterruptedIOException("The restore was called off.");
            }
            out.write(content, offset, length);
            bytes += length;
            listener.accept(bytes);
        }
    }

    @Override
    CheckpointEnd done(MoveEvent.End end) {
        return end instanceof MoveEvent.Restored restored
                ? new CheckpointEnd.Restored(restored.pid())
                : notUnderstood();
    }

    @Override
    CheckpointEnd follow(EventStream events) throws IOException {
        CheckpointEnd end = super.follow(events);
        return end instanceof CheckpointEnd.Failed && !damage.isEmpty()
                ? new CheckpointEnd.Failed(checkpoint + " can not be restored: " + MoveStory.text(damage))
                : end;
    }

    @Override
    CheckpointEnd brokenOff(String lastWords) {
        String why = lastWords.isEmpty() ? "" : " (" + lastWords + ")";
        return new CheckpointEnd.Failed("The engine on " + called() + " was lost" + why
                + "; look there whether the program runs before you restore it again.");
    }

    @Override
    String sentence(IOException e) {
        return MoveStory.text(String.valueOf(e.getMessage()));
    }
}
