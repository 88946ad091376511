package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.conduct.CheckpointJob;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.remote.AgentChannel;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An engine on a host that makes or takes a checkpoint, followed on a thread of its own. */
abstract class LiveCheckpointJob implements CheckpointJob {
    private static final Logger LOG = LoggerFactory.getLogger(LiveCheckpointJob.class);

    private final LiveSession host;
    private final CompletableFuture<CheckpointEnd> end = new CompletableFuture<>();
    private boolean cancelWanted;
    private long engine;

    LiveCheckpointJob(LiveSession host) {
        this.host = host;
    }

    /** Starts the engine with these words. */
    final void begin(String words) {
        daemon("ferry-checkpoint", () -> run(words));
    }

    static Thread daemon(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void run(String words) {
        CheckpointEnd result;
        try {
            result = work(words);
        } catch (IOException e) {
            result = isCancelled() ? new CheckpointEnd.Cancelled() : new CheckpointEnd.Failed(sentence(e));
        } catch (RuntimeException e) {
            LOG.error("A checkpoint could not be followed", e);
            result = new CheckpointEnd.Failed("Ferry has made a mistake (" + e + "); please report it.");
        }
        end.complete(result);
    }

    /** All of it, from the start of the engine to the end. */
    abstract CheckpointEnd work(String words) throws IOException;

    /** What is said of an exception of the JDK about a file. */
    abstract String sentence(IOException e);

    AgentChannel start(String words, EventStream events) throws IOException {
        return host.place().start(words, events);
    }

    String called() {
        return host.called();
    }

    /** Hears events until the last one. */
    CheckpointEnd follow(EventStream events) throws IOException {
        for (Optional<MoveEvent> event = events.next(); event.isPresent(); event = events.next()) {
            if (event.get() instanceof MoveEvent.Began began) {
                begun(began.engine());
            } else if (event.get() instanceof MoveEvent.End over) {
                return end(over);
            } else {
                happened(event.get());
            }
        }
        return brokenOff(events.lastWords());
    }

    /** Something in between. */
    void happened(MoveEvent event) throws IOException {}

    /** The engine says no more, without having said how it ended. */
    abstract CheckpointEnd brokenOff(String lastWords) throws IOException;

    /** It has ended in a way that only this kind of work can. */
    abstract CheckpointEnd done(MoveEvent.End end) throws IOException;

    private CheckpointEnd end(MoveEvent.End over) throws IOException {
        if (over instanceof MoveEvent.Failed failed) {
            return isCancelled()
                    ? new CheckpointEnd.Cancelled()
                    : new CheckpointEnd.Failed(MoveStory.text(failed.sentence()));
        }
        if (over instanceof MoveEvent.Refused refused) {
            return new CheckpointEnd.Refused(MoveStory.findings(refused.findings()));
        }
        return over instanceof MoveEvent.Cancelled ? new CheckpointEnd.Cancelled() : done(over);
    }

    CheckpointEnd notUnderstood() {
        return new CheckpointEnd.Failed(
                "The Ferry on " + called() + " ended in a way that none can; use the same version on all hosts.");
    }

    private synchronized void begun(long pidOfEngine) {
        engine = pidOfEngine;
        if (cancelWanted) {
            host.cancel(engine);
        }
    }

    final synchronized boolean isCancelled() {
        return cancelWanted;
    }

    @Override
    public synchronized void cancel() {
        cancelWanted = true;
        if (engine != 0 && !end.isDone()) {
            host.cancel(engine);
        }
    }

    @Override
    public CompletableFuture<CheckpointEnd> end() {
        return end.copy();
    }

    /** The engine may have something to do before it ends; nobody should wait for that. */
    static void closeLater(AgentChannel channel) {
        daemon("ferry-checkpoint-close", () -> {
            try (channel) {
                channel.exitStatus();
            } catch (IOException e) {
                LOG.debug("The link of a checkpoint was gone already", e);
            }
        });
    }
}
