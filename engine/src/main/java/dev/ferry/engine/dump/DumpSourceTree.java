package dev.ferry.engine.dump;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.migrate.SourceTree;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;

/** PROVISIONAL. */
public final class DumpSourceTree implements SourceTree {
    private final int pid;
    private final TracerThread tracer;

    public DumpSourceTree(int pid, TracerThread tracer) {
        this.pid = pid;
        this.tracer = tracer;
    }

    static <T> T on(TracerThread tracer, Callable<T> work) throws IOException {
        try {
            return tracer.call(work);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public void warmUp() throws IOException {
        on(tracer, () -> {
            Rehearsal.dump();
            return null;
        });
    }

    @Override
    public Frozen freeze() throws IOException {
        FrozenTree tree = on(tracer, () -> FrozenTree.freeze(pid));
        return new Frozen() {
            @Override
            public List<Integer> pids() {
                return tree.tasks().stream().map(t -> t.pid()).toList();
            }

            @Override
            public void dump(ImageSink images, Collection<String> carry) throws IOException {
                on(
                        tracer,
                        () -> new DumpRunner(DumpOptions.defaults().withCarry(Set.copyOf(carry)))
                                .dump(tree, images, Duration.ZERO));
            }

            @Override
            public void keepStopped() throws IOException {
                on(tracer, () -> {
                    tree.keepStopped();
                    return null;
                });
            }

            @Override
            public void letRun() throws IOException {
                for (int p : pids()) {
                    Signal.sendIfAlive(p, Signals.SIGCONT);
                }
            }

            @Override
            public void kill() throws IOException {
                on(tracer, () -> {
                    tree.kill();
                    return null;
                });
            }

            @Override
            public void close() throws IOException {
                on(tracer, () -> {
                    tree.close();
                    return null;
                });
            }
        };
    }
}
