package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Move;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.app.conduct.MoveListener;
import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.conduct.Phase;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A move, followed on a thread of its own. */
final class LiveMove implements Move {
    private static final Logger LOG = LoggerFactory.getLogger(LiveMove.class);

    private final int pid;
    private final LiveSession from;
    private final LiveSession to;
    private final MoveOptions options;
    private final MoveListener listener;
    private final MoveStory story;
    private final CompletableFuture<MoveEnd> end = new CompletableFuture<>();
    private boolean cancelWanted;
    private long engine;
    private boolean pausable;

    private LiveMove(int pid, LiveSession from, LiveSession to, MoveOptions options, MoveListener listener) {
        this.pid = pid;
        this.from = from;
        this.to = to;
        this.options = options;
        this.listener = listener;
        this.story = new MoveStory(listener, from.called(), to.called());
    }

    static Move begin(int pid, LiveSession from, LiveSession to, MoveOptions options, MoveListener listener) {
        LiveMove move = new LiveMove(pid, from, to, options, listener);
        Thread thread = new Thread(move::run, "ferry-move-" + pid);
        thread.setDaemon(true);
        thread.start();
        return move;
    }

    private void run() {
        MoveEnd result;
        try {
            story.enter(Phase.CONNECTING);
            result = connectAndFollow();
        } catch (IOException e) {
            result = new MoveEnd.Failed(e.getMessage(), from.isOpen() && !isBegun());
        } catch (RuntimeException e) {
            LOG.error("A move could not be followed", e);
            result = new MoveEnd.Failed("Ferry has made a mistake (" + e + "); please report it.", false);
        }
        if (result instanceof MoveEnd.InDoubt doubt && !isCancelled()) {
            story.enter(Phase.ASKING);
            result = new Asking(from, to, this::isCancelled).ask(doubt);
        }
        end.complete(result);
        listener.ended(result);
    }

    private MoveEnd connectAndFollow() throws IOException {
        EnginePlace there = to.place();
        Joint joint =
                Joint.of(from.place(), MoveWords.send(pid, options, there), there, MoveWords.receive(pid, options));
        try {
            return follow(joint.events());
        } finally {
            closeLater(joint);
        }
    }

    private MoveEnd follow(EventStream events) throws IOException {
        Optional<MoveEvent> event = events.next();
        while (event.isPresent()) {
            if (event.get() instanceof MoveEvent.Began began) {
                begun(began);
            }
            Optional<MoveEnd> over = story.tell(event.get());
            if (over.isPresent()) {
                return over.get();
            }
            event = events.next();
        }
        return story.brokenOff(events.lastWords());
    }

    /** The engines have nothing more to say, but to do; nobody should wait for that. */
    private static void closeLater(Joint joint) {
        Thread thread = new Thread(
                () -> {
                    try {
                        joint.close();
                    } catch (IOException e) {
                        LOG.debug("The link of a move was gone already", e);
                    }
                },
                "ferry-move-close");
        thread.setDaemon(true);
        thread.start();
    }

    private synchronized void begun(MoveEvent.Began began) {
        engine = began.engine();
        pausable = began.pausable();
        if (cancelWanted) {
            from.cancel(engine);
        }
    }

    /** Without an engine nothing was touched. */
    private synchronized boolean isBegun() {
        return engine != 0;
    }

    private synchronized boolean isCancelled() {
        return cancelWanted;
    }

    @Override
    public synchronized void cancel() {
        cancelWanted = true;
        if (engine != 0 && !end.isDone()) {
            from.cancel(engine);
        }
    }

    /** An engine that does not listen to the signal is stopped by it, and could do nothing for the program. */
    @Override
    public synchronized void pause(boolean halted) {
        if (pausable && story.isCopying() && !end.isDone()) {
            from.pause(engine, halted);
        }
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public HostSession from() {
        return from;
    }

    @Override
    public HostSession to() {
        return to;
    }

    @Override
    public CompletableFuture<MoveEnd> end() {
        return end.copy();
    }
}
