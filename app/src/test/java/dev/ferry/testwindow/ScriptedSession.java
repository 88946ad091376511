package dev.ferry.testwindow;

import dev.ferry.app.conduct.CheckpointJob;
import dev.ferry.app.conduct.Decision;
import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.HostLoad;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Move;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveListener;
import dev.ferry.app.conduct.MoveOptions;
import dev.ferry.app.conduct.ProcessDetails;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.Sample;
import dev.ferry.app.conduct.Watch;
import dev.ferry.app.conduct.WatchListener;
import dev.ferry.engine.carry.ExistingFilePolicy;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.seal.Unsealing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongConsumer;

/** A host on which nothing happens but what the test says. For states that no real host takes at a wish. */
public final class ScriptedSession implements HostSession {
    private final List<WatchListener> listeners = new CopyOnWriteArrayList<>();
    private final List<Integer> detailsAsked = new CopyOnWriteArrayList<>();
    private final List<Integer> lookedAt = new CopyOnWriteArrayList<>();
    private final List<ScriptedMove> moves = new CopyOnWriteArrayList<>();
    private final List<ScriptedJob> jobs = new CopyOnWriteArrayList<>();
    private final Map<Integer, Estimate> estimates = new ConcurrentHashMap<>();
    private volatile HostProfile profile;
    private volatile List<Finding> findings = List.of();
    private volatile CompletableFuture<MoveEnd> resolution = new CompletableFuture<>();
    private volatile Decision decided;
    private volatile HostProfile asRoot;
    private volatile boolean open = true;
    private volatile Sample last = new Sample(Instant.EPOCH, HostLoad.NONE, List.of());
    private volatile HostLoad load = new HostLoad(0.42, 0.23, 9L << 30, 24L << 30);

    /** A host of this name with 8 cores, on which ferry is root. */
    public ScriptedSession(String name) {
        profile = new HostProfile(
                name,
                "root",
                true,
                HostProfile.RootBy.NOTHING,
                "6.12.0",
                "x86_64",
                "A processor",
                8,
                24L << 30,
                "0.1.0");
    }

    /** Everybody who watches sees this. */
    public void show(List<ProcessFacts> processes) {
        Sample sample = new Sample(Instant.now(), load, processes);
        last = sample;
        listeners.forEach(listener -> listener.sampled(sample));
    }

    /** The connection is lost. */
    public void lose(String sentence) {
        open = false;
        listeners.forEach(listener -> listener.lost(new IOException(sentence)));
    }

    /** What is estimated for the tree with this root, to any host. */
    public void estimates(int pid, Estimate.Answer answer, String sentence) {
        estimates.put(pid, new Estimate(answer, sentence));
    }

    /** What every check finds. */
    public void finds(Finding... found) {
        findings = List.of(found);
    }

    /** How busy it says it is. */
    public void isLoaded(HostLoad now) {
        load = now;
    }

    /** What it says it is. */
    public void is(HostProfile other) {
        profile = other;
    }

    /** The person gives the password from now on. */
    public void letBecomeRoot(HostProfile then) {
        asRoot = then;
    }

    /** The moves that were begun, the newest last. */
    public List<ScriptedMove> moves() {
        return moves;
    }

    /** What was decided about a move in doubt last, and how that ends. */
    public Decision decided(MoveEnd end) {
        resolution.complete(end);
        return decided;
    }

    @Override
    public HostProfile profile() {
        return profile;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void becomeRoot() throws IOException {
        if (asRoot != null) {
            profile = asRoot;
            return;
        }
        throw new IOException("Nobody gave the password; ferry runs as " + profile.user() + " on.");
    }

    @Override
    public Watch watch(WatchListener listener) {
        listeners.add(listener);
        listener.sampled(last);
        return () -> listeners.remove(listener);
    }

    @Override
    public Watch watchLoad(WatchListener listener) {
        return watch(listener);
    }

    @Override
    public CompletableFuture<ProcessDetails> details(int pid) {
        detailsAsked.add(pid);
        return CompletableFuture.completedFuture(new ProcessDetails(
                pid,
                List.of(new ProcessDetails.ThreadFacts(pid, "main", 'S')),
                List.of(new ProcessDetails.MemoryArea(0x5500_0000_0000L, 0x5500_0002_1000L, "rw-p", "[heap]")),
                List.of(new ProcessDetails.OpenFile(0, "/dev/null")),
                List.of(),
                true));
    }

    /** Processes whose details were asked for, in this order. */
    public List<Integer> detailsAsked() {
        return detailsAsked;
    }

    /** Roots of trees that were to be looked at. */
    public List<Integer> lookedAt() {
        return lookedAt;
    }

    @Override
    public void lookAt(int pid) {
        lookedAt.add(pid);
    }

    @Override
    public Estimate estimate(ProcessFacts root, HostSession to) {
        return estimates.getOrDefault(root.pid(), Estimate.FITS);
    }

    @Override
    public CompletableFuture<List<Finding>> check(int pid, HostSession to, MoveOptions options) {
        return CompletableFuture.completedFuture(findings);
    }

    @Override
    public Move move(int pid, HostSession to, MoveOptions options, MoveListener listener) {
        ScriptedMove move = new ScriptedMove(pid, this, to, options, listener);
        moves.add(move);
        return move;
    }

    /** What was saved and restored, the newest last. */
    public List<ScriptedJob> jobs() {
        return jobs;
    }

    @Override
    public CheckpointJob save(int pid, Path file, Optional<Seal> seal, boolean leaveRunning, LongConsumer bytes) {
        return job(new ScriptedJob.Wish(pid, file, seal.isPresent(), leaveRunning, ExistingFilePolicy.REFUSE), bytes);
    }

    @Override
    public CheckpointJob restore(
            Path checkpoint, Unsealing unsealing, ExistingFilePolicy existingFiles, LongConsumer bytes) {
        return job(new ScriptedJob.Wish(0, checkpoint, unsealing.hasOpened(), true, existingFiles), bytes);
    }

    private ScriptedJob job(ScriptedJob.Wish wish, LongConsumer bytes) {
        ScriptedJob job = new ScriptedJob(wish, bytes);
        jobs.add(job);
        return job;
    }

    @Override
    public CompletableFuture<MoveEnd> resolve(String migrationId, HostSession to, Decision decision) {
        decided = decision;
        resolution = new CompletableFuture<>();
        return resolution;
    }

    @Override
    public void close() {
        open = false;
    }
}
