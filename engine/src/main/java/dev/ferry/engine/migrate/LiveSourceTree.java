package dev.ferry.engine.migrate;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.freeze.FrozenTask;
import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.precopy.TreeTracker;
import dev.ferry.engine.resource.Parting;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** A real tree of this host, all of whose tracing is done on one tracer thread. */
public final class LiveSourceTree implements SourceTree {
    private final int pid;
    private final TracerThread tracer;
    private final TcpPolicy tcp;
    private final Warmth warmth;
    private Optional<LiveTracking> tracking = Optional.empty();

    /** @param tracer stays open as long as the migration lasts */
    public LiveSourceTree(int pid, TracerThread tracer) {
        this(pid, tracer, TcpPolicy.REFUSE);
    }

    /** @param tcp what becomes of connections with others */
    public LiveSourceTree(int pid, TracerThread tracer, TcpPolicy tcp) {
        this.pid = pid;
        this.tracer = tracer;
        this.tcp = tcp;
        this.warmth = new Warmth(tracer, isTime -> Rehearsal.dump(tracer, isTime));
    }

    /** Begins {@link #warmUp}, so that it is over when it is asked for. */
    public void beginWarmUp() {
        warmth.begin();
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public List<Finding> check() throws IOException {
        return TreeCheck.of(pid, tcp);
    }

    @Override
    public void warmUp() throws IOException {
        warmth.await();
    }

    @Override
    public Tracking track(boolean withShared) throws IOException {
        LiveTracking started = new LiveTracking(pid, tracer, TreeTracker.start(pid, tracer, withShared));
        tracking = Optional.of(started);
        return started;
    }

    @Override
    public DeathWatch deathWatch(Path mark) throws IOException {
        return LiveDeathWatch.start(mark);
    }

    @Override
    public Frozen freeze() throws IOException {
        if (tracking.isPresent()) {
            tracking.get().endThrottle();
        }
        Optional<TreeTracker> tracker = tracking.map(LiveTracking::tracker);
        return onTracer(tracer, () -> new LiveFrozen(FrozenTree.freeze(pid), tracker, tracer, tcp));
    }

    static <T> T onTracer(TracerThread tracer, Callable<T> work) throws IOException {
        try {
            return tracer.call(work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException interrupted = new InterruptedIOException("interrupted");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    /** The stopped tree. */
    private record LiveFrozen(FrozenTree tree, Optional<TreeTracker> tracker, TracerThread tracer, TcpPolicy tcp)
            implements Frozen {
        @Override
        public List<Integer> pids() {
            return tree.pids();
        }

        @Override
        public List<Integer> resting() {
            return tree.tasks().stream()
                    .filter(task -> task.isZombie() || task.leader().stopSignal() != 0)
                    .map(FrozenTask::pid)
                    .toList();
        }

        @Override
        public void dump(ImageSink images, Collection<String> carry) throws IOException {
            DumpOptions options =
                    DumpOptions.defaults().withCarry(Set.copyOf(carry)).withTcp(tcp);
            onTracer(tracer, () -> new DumpRunner(options, tracker).dump(tree, images, Duration.ZERO));
        }

        @Override
        public void keepStopped() throws IOException {
            run(tree::keepStopped);
        }

        @Override
        public void letRun() throws IOException {
            run(tree::letRun);
        }

        @Override
        public void kill() throws IOException {
            Parting.with(tree.pids(), () -> run(tree::kill));
        }

        @Override
        public void close() throws IOException {
            run(tree::close);
        }

        private void run(Step step) throws IOException {
            onTracer(tracer, () -> {
                step.run();
                return null;
            });
        }

        private interface Step {
            void run() throws IOException;
        }
    }
}
