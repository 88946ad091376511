package dev.ferry.app.conduct.session;

import dev.ferry.app.conduct.CheckpointJob;
import dev.ferry.app.conduct.Decision;
import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.HostLoad;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Move;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.app.conduct.MoveListener;
import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.conduct.ProcessDetails;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.Sample;
import dev.ferry.app.conduct.Watch;
import dev.ferry.app.conduct.WatchListener;
import dev.ferry.app.conduct.WatchRequest;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.seal.Unsealing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A host on which {@code ferry watch} runs as long as the session. */
final class LiveSession implements HostSession, WatchClient.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSession.class);

    private final Ways ways;
    private final List<Listening> listening = new CopyOnWriteArrayList<>();
    private volatile EnginePlace place;
    private volatile WatchClient client;
    private volatile Sample last = new Sample(java.time.Instant.EPOCH, HostLoad.NONE, List.of());
    private volatile boolean closed;

    /** How this host is reached otherwise than now. */
    interface Ways {
        /** As root; null if there is no way. */
        EnginePlace asRoot(EnginePlace now, HostProfile profile) throws IOException;

        /** Over a new connection, without asking anybody. */
        EnginePlace again(EnginePlace before) throws IOException;

        /** What the profile should say. */
        HostProfile known(HostProfile said);
    }

    private LiveSession(EnginePlace place, Ways ways) {
        this.place = place;
        this.ways = ways;
    }

    /** Closes the place's connection if it does not come to be. */
    static LiveSession open(EnginePlace place, Ways ways) throws IOException {
        LiveSession session = new LiveSession(place, ways);
        try {
            session.client = WatchClient.start(place, session);
        } catch (IOException | RuntimeException e) {
            place.connection().close();
            throw e;
        }
        session.client.listen();
        return session;
    }

    String called() {
        return place.called();
    }

    EnginePlace place() {
        return place;
    }

    String passport() {
        return client.passport();
    }

    Sample last() {
        return last;
    }

    /** For a question: over this connection, or another one if it is gone. */
    Reached reach() throws IOException {
        if (isOpen()) {
            return new Reached(place, () -> {});
        }
        EnginePlace again = ways.again(place);
        return new Reached(again, again.connection());
    }

    @Override
    public HostProfile profile() {
        return ways.known(client.profile());
    }

    @Override
    public boolean isOpen() {
        return !closed && client.isOpen();
    }

    @Override
    public synchronized void becomeRoot() throws IOException {
        if (profile().root()) {
            return;
        }
        EnginePlace asRoot = ways.asRoot(place, profile());
        WatchClient next = WatchClient.start(asRoot, this);
        WatchClient before = client;
        place = asRoot;
        client = next;
        before.close();
        next.listen();
        askForProcesses();
    }

    @Override
    public Watch watch(WatchListener listener) {
        return listen(listener, true);
    }

    @Override
    public Watch watchLoad(WatchListener listener) {
        return listen(listener, false);
    }

    private record Listening(WatchListener listener, boolean processes) {}

    private Watch listen(WatchListener listener, boolean processes) {
        Listening one = new Listening(listener, processes);
        listening.add(one);
        askForProcesses();
        return () -> {
            listening.remove(one);
            askForProcesses();
        };
    }

    private synchronized void askForProcesses() {
        boolean wanted = listening.stream().anyMatch(Listening::processes);
        try {
            client.ask(new WatchRequest.Processes(wanted));
        } catch (IOException gone) {
            LOG.debug("{} is not heard any more", called(), gone);
        }
    }

    /** Every host has processes; without any, they were not asked for when it was sampled. */
    @Override
    public void sampled(WatchClient by, Sample sample) {
        if (by != client) {
            return;
        }
        last = sample;
        Sample load = new Sample(sample.at(), sample.load(), List.of());
        for (Listening one : listening) {
            if (!one.processes()) {
                tell(one, listener -> listener.sampled(load));
            } else if (!sample.processes().isEmpty()) {
                tell(one, listener -> listener.sampled(sample));
            }
        }
    }

    @Override
    public void lost(WatchClient by, IOException why) {
        if (by == client && !closed) {
            listening.forEach(one -> tell(one, listener -> listener.lost(why)));
        }
    }

    private static void tell(Listening one, Consumer<WatchListener> what) {
        try {
            what.accept(one.listener());
        } catch (RuntimeException e) {
            LOG.error("A listener has failed", e);
        }
    }

    @Override
    public CompletableFuture<ProcessDetails> details(int pid) {
        return client.details(pid);
    }

    @Override
    public void lookAt(int pid) {
        tell(new WatchRequest.Look(pid));
    }

    @Override
    public Estimate estimate(ProcessFacts root, HostSession to) {
        return Guess.of(root, this, (LiveSession) to);
    }

    @Override
    public CompletableFuture<List<Finding>> check(int pid, HostSession to, MoveOptions options) {
        return later("ferry-check-" + pid, () -> {
            try (Joint joint = Joint.of(
                    place, MoveWords.check(pid, options), ((LiveSession) to).place, MoveWords.receive(pid, options))) {
                return findings(joint.events());
            }
        });
    }

    private static List<Finding> findings(EventStream events) throws IOException {
        Optional<MoveEvent> event = events.next();
        while (event.isPresent() && !(event.get() instanceof MoveEvent.End)) {
            event = events.next();
        }
        if (event.isPresent() && event.get() instanceof MoveEvent.Answered answered) {
            return MoveStory.findings(answered.findings());
        }
        throw new IOException(
                event.isPresent() && event.get() instanceof MoveEvent.Failed failed
                        ? MoveStory.text(failed.sentence())
                        : "The check was broken off (" + events.lastWords() + "); try again.");
    }

    @Override
    public Move move(int pid, HostSession to, MoveOptions options, MoveListener listener) {
        return LiveMove.begin(pid, this, (LiveSession) to, options, listener);
    }

    @Override
    public CheckpointJob save(int pid, Path file, Optional<Seal> seal, boolean leaveRunning, LongConsumer bytes) {
        LiveSaving saving = new LiveSaving(this, file, seal, !leaveRunning, bytes);
        saving.begin(MoveWords.save(pid, leaveRunning));
        return saving;
    }

    @Override
    public CheckpointJob restore(
            Path checkpoint, Unsealing unsealing, ExistingFilePolicy existingFiles, LongConsumer bytes) {
        LiveRestoring restoring = new LiveRestoring(this, checkpoint, unsealing, bytes);
        restoring.begin(MoveWords.restore(existingFiles));
        return restoring;
    }

    /** Ctrl-C for an engine there. */
    void cancel(long engine) {
        tell(new WatchRequest.Cancel(engine));
    }

    private void tell(WatchRequest request) {
        try {
            client.ask(request);
        } catch (IOException gone) {
            LOG.debug("{} can not be told {}", called(), request, gone);
        }
    }

    /** SIGTSTP or SIGCONT for an engine there. */
    void pause(long engine, boolean halted) {
        tell(new WatchRequest.Pause(engine, halted));
    }

    @Override
    public CompletableFuture<MoveEnd> resolve(String migrationId, HostSession to, Decision decision) {
        return later(
                "ferry-resolve", () -> new Asking(this, (LiveSession) to, () -> false).once(migrationId, decision));
    }

    private static <T> CompletableFuture<T> later(String name, Callable<T> work) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        future.complete(work.call());
                    } catch (Exception e) {
                        future.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return future;
    }

    @Override
    public void close() {
        closed = true;
        listening.clear();
        client.close();
        try {
            place.connection().close();
        } catch (IOException goneAlready) {
            LOG.debug("{} was gone already", called(), goneAlready);
        }
    }
}
