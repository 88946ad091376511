package dev.ferry.app.conduct.session;

import dev.ferry.app.NewFile;
import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.seal.SealedOutput;
import dev.ferry.remote.AgentChannel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches a checkpoint into a file. The engine there is answered only when all of it is on the disk here, for the program may end on
 * this answer.
 */
final class LiveSaving extends LiveCheckpointJob {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSaving.class);

    private final Path target;
    private final Optional<Seal> seal;
    private final boolean isAwaited;
    private final LongConsumer listener;
    private AgentChannel channel;
    private NewFile file;
    private Optional<SealedOutput> sealed = Optional.empty();
    private Received received;
    private boolean complete;

    /**
     * Into a new file.
     *
     * @param isAwaited whether the engine waits for an answer before it ends the program
     */
    LiveSaving(LiveSession from, Path target, Optional<Seal> seal, boolean isAwaited, LongConsumer listener) {
        super(from);
        this.target = target;
        this.seal = seal;
        this.isAwaited = isAwaited;
        this.listener = listener;
    }

    @Override
    CheckpointEnd work(String words) throws IOException {
        EventStream events = new EventStream();
        try (NewFile created = NewFile.create(target)) {
            file = created;
            OutputStream content = content();
            channel = start(words, events);
            received = new Received(channel, content);
            daemon("ferry-checkpoint-bytes", received::fetch);
            try {
                return follow(events);
            } finally {
                sayNoMore();
                closeLater(channel);
            }
        }
    }

    /** It takes a second to make a key of a passphrase, and longer to seal before that is compiled: nobody is to stand still for it. */
    private OutputStream content() throws IOException {
        if (seal.isEmpty()) {
            return file.out();
        }
        Seal.rehearse();
        sealed = Optional.of(seal.get().seal(file.out()));
        return sealed.get();
    }

    /** Why the engine was told to stop, if it was not a person who wanted it. */
    @Override
    CheckpointEnd follow(EventStream events) throws IOException {
        CheckpointEnd end = super.follow(events);
        Optional<IOException> failure = received.failure();
        return failure.isPresent() && end instanceof CheckpointEnd.Cancelled
                ? new CheckpointEnd.Failed(sentence(failure.get()))
                : end;
    }

    @Override
    void happened(MoveEvent event) throws IOException {
        if (!(event instanceof MoveEvent.Written written)) {
            return;
        }
        if (isCancelled()) {
            sayNoMore();
            return;
        }
        received.await(written.bytes());
        if (sealed.isPresent()) {
            sealed.get().finish();
        }
        file.complete();
        complete = true;
        if (isAwaited) {
            answer();
        }
    }

    private void answer() {
        try {
            channel.out().write('\n');
            channel.out().flush();
        } catch (IOException e) {
            LOG.debug("The engine that made a checkpoint has gone", e);
        }
    }

    /** For an engine that waits for an answer this is one: the checkpoint is not kept, and the program runs on. */
    private void sayNoMore() {
        try {
            channel.out().close();
        } catch (IOException e) {
            LOG.debug("The engine that made a checkpoint has gone", e);
        }
    }

    @Override
    CheckpointEnd done(MoveEvent.End end) {
        if (!complete && isCancelled()) {
            return new CheckpointEnd.Cancelled();
        }
        return complete && end instanceof MoveEvent.Saved saved
                ? new CheckpointEnd.Saved(received.bytes(), saved.tasks(), Duration.ofNanos(saved.stoodStill()))
                : notUnderstood();
    }

    @Override
    CheckpointEnd brokenOff(String lastWords) {
        String why = lastWords.isEmpty() ? "" : " (" + lastWords + ")";
        return new CheckpointEnd.Failed(
                complete
                        ? "The engine on " + called() + " was lost at the very end" + why + "; the checkpoint " + target
                                + " is complete, but whether the program runs on there is not known."
                        : "The engine on " + called() + " was lost" + why
                                + "; there is no checkpoint, and the program runs on there if the host does.");
    }

    @Override
    String sentence(IOException e) {
        return e instanceof FileAlreadyExistsException
                ? target + " exists already; choose another name."
                : "The program was not saved and runs on: " + MoveStory.text(String.valueOf(e.getMessage()));
    }

    /** What has come so far. After the file has failed, the rest is taken and thrown away, so that the engine can say how it ended. */
    private final class Received {
        private static final int AT_ONCE = 256 << 10;

        private final AgentChannel from;
        private final OutputStream to;
        private long bytes;
        private boolean over;
        private IOException failure;

        Received(AgentChannel from, OutputStream to) {
            this.from = from;
            this.to = to;
        }

        void fetch() {
            byte[] some = new byte[AT_ONCE];
            try {
                for (int length = from.in().read(some);
                        length >= 0;
                        length = from.in().read(some)) {
                    keep(some, length);
                }
            } catch (IOException lost) {
                fail(lost);
            } finally {
                end();
            }
        }

        private void keep(byte[] some, int length) {
            if (hasFailed()) {
                return;
            }
            try {
                to.write(some, 0, length);
                listener.accept(add(length));
            } catch (IOException e) {
                fail(e);
                cancel();
            }
        }

        private synchronized boolean hasFailed() {
            return failure != null;
        }

        private synchronized void fail(IOException e) {
            failure = failure == null ? e : failure;
            notifyAll();
        }

        synchronized Optional<IOException> failure() {
            return Optional.ofNullable(failure);
        }

        private synchronized void end() {
            over = true;
            notifyAll();
        }

        private synchronized long add(int length) {
            bytes += length;
            notifyAll();
            return bytes;
        }

        synchronized long bytes() {
            return bytes;
        }

        /** Waits until so many have come. */
        synchronized void await(long wanted) throws IOException {
            try {
                while (bytes < wanted && !over && failure == null) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("It was not waited for.", e);
            }
            if (failure != null) {
                throw failure;
            }
            if (bytes != wanted) {
                throw new IOException(bytes + " bytes came, and " + wanted + " were sent.");
            }
        }
    }
}
