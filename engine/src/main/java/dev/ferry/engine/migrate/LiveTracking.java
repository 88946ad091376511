package dev.ferry.engine.migrate;

import dev.ferry.engine.precopy.PageSink;
import dev.ferry.engine.precopy.Throttle;
import dev.ferry.engine.precopy.TreeTracker;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real tree that runs and is being copied. */
final class LiveTracking implements SourceTree.Tracking {
    private static final Logger LOG = LoggerFactory.getLogger(LiveTracking.class);

    private final int pid;
    private final TracerThread tracer;
    private final TreeTracker tracker;
    private Optional<Throttle> throttle = Optional.empty();

    LiveTracking(int pid, TracerThread tracer, TreeTracker tracker) {
        this.pid = pid;
        this.tracer = tracer;
        this.tracker = tracker;
    }

    TreeTracker tracker() {
        return tracker;
    }

    @Override
    public long look() throws IOException {
        return tracker.look();
    }

    @Override
    public long send(PageSink sink) throws IOException {
        return tracker.send(sink);
    }

    @Override
    public void throttle(double share, Duration atOnce) {
        if (share > 0 && throttle.isEmpty()) {
            throttle = Optional.of(new Throttle(pid, tracer, atOnce));
        }
        throttle.ifPresent(present -> present.set(share));
    }

    @Override
    public Duration throttled() {
        return throttle.map(Throttle::stoodStill).orElse(Duration.ZERO);
    }

    /** Whoever freezes the tree can not have it while another hand is on it. */
    void endThrottle() throws IOException {
        if (throttle.isPresent()) {
            throttle.get().close();
        }
    }

    @Override
    public void close() {
        try {
            endThrottle();
        } catch (IOException e) {
            LOG.warn("The tree of process {} may not run at its own speed yet", pid, e);
        }
        tracker.close();
    }
}
