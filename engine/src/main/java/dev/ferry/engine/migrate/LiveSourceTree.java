package dev.ferry.engine.migrate;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.freeze.FrozenTask;
import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** A real tree of this host, all of whose tracing is done on one tracer thread. */
public final class LiveSourceTree implements SourceTree {
    private final int pid;
    private final TracerThread tracer;

    /** @param tracer stays open as long as the migration lasts */
    public LiveSourceTree(int pid, TracerThread tracer) {
        this.pid = pid;
        this.tracer = tracer;
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public void warmUp() throws IOException {
        onTracer(tracer, () -> {
            Rehearsal.dump();
            return null;
        });
    }

    @Override
    public DeathWatch deathWatch(Path mark) throws IOException {
        return LiveDeathWatch.start(mark);
    }

    @Override
    public Frozen freeze() throws IOException {
        return onTracer(tracer, () -> new LiveFrozen(FrozenTree.freeze(pid), tracer));
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
    private record LiveFrozen(FrozenTree tree, TracerThread tracer) implements Frozen {
        @Override
        public List<Integer> pids() {
            return tree.tasks().stream().map(FrozenTask::pid).toList();
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
            DumpOptions options = DumpOptions.defaults().withCarry(Set.copyOf(carry));
            onTracer(tracer, () -> new DumpRunner(options).dump(tree, images, Duration.ZERO));
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
            run(tree::kill);
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
