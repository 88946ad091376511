package dev.ferry.engine.restore;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.migrate.TreeRestorer;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** PROVISIONAL. */
public final class RunnerTreeRestorer implements TreeRestorer {
    private final TracerThread tracer;

    public RunnerTreeRestorer(TracerThread tracer) {
        this.tracer = tracer;
    }

    private <T> T on(Callable<T> work) throws IOException {
        try {
            return tracer.call(work);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void warmUp() throws IOException {
        on(() -> {
            Rehearsal.restore();
            return null;
        });
    }

    @Override
    public RestoredTree restore(ImageSource images) throws IOException {
        dev.ferry.engine.restore.RestoredTree tree =
                on(() -> new RestoreRunner(RestoreOptions.defaults()).restore(images));
        return new RestoredTree() {
            @Override
            public List<Integer> pids() {
                return tree.pids();
            }

            @Override
            public void resume() throws IOException {
                on(() -> {
                    tree.resume();
                    return null;
                });
            }

            @Override
            public void close() throws IOException {
                on(() -> {
                    tree.close();
                    return null;
                });
            }
        };
    }
}
