package dev.ferry.engine.migrate;

import static dev.ferry.engine.migrate.LiveSourceTree.onTracer;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.restore.RestoreOptions;
import dev.ferry.engine.restore.RestoreRunner;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.util.List;

/** Makes real trees on this host, all of whose tracing is done on one tracer thread. */
public final class LiveTreeRestorer implements TreeRestorer {
    private final RestoreOptions options;
    private final TracerThread tracer;

    /** @param tracer stays open as long as the migration lasts */
    public LiveTreeRestorer(RestoreOptions options, TracerThread tracer) {
        this.options = options;
        this.tracer = tracer;
    }

    @Override
    public void warmUp() throws IOException {
        onTracer(tracer, () -> {
            Rehearsal.restore();
            return null;
        });
    }

    @Override
    public RestoredTree restore(ImageSource images) throws IOException {
        return onTracer(tracer, () -> new LiveRestored(new RestoreRunner(options).restore(images), tracer));
    }

    /** The complete, stopped tree. */
    private record LiveRestored(dev.ferry.engine.restore.RestoredTree tree, TracerThread tracer)
            implements RestoredTree {
        @Override
        public List<Integer> pids() {
            return tree.pids();
        }

        @Override
        public void resume() throws IOException {
            onTracer(tracer, () -> {
                tree.resume();
                return null;
            });
        }

        @Override
        public void close() throws IOException {
            onTracer(tracer, () -> {
                tree.close();
                return null;
            });
        }
    }
}
