package dev.ferry.engine.migrate;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.address.AddressShift;
import dev.ferry.engine.check.FactsCollector;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.MovingAddresses;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.precopy.TreeTracker;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.linux.net.InterfaceAddress;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** A real tree of this host, all of whose tracing is done on one tracer thread. */
public final class LiveSourceTree implements SourceTree {
    private final int pid;
    private final TracerThread tracer;
    private final TcpPolicy tcp;
    private final Warmth warmth;
    private Optional<LiveTracking> tracking = Optional.empty();
    private List<InterfaceAddress> moving = List.of();
    private Optional<AddressShift> shift = Optional.empty();

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

    /** What the destination is asked about is what is done here later: the addresses of the last answer move. */
    @Override
    public TreeFacts facts(HostFacts host) throws IOException {
        TreeFacts facts = FactsCollector.collect(pid, host, tcp);
        moving = MovingAddresses.leaving(facts.getAddressesList());
        return facts;
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
        if (!moving.isEmpty()) {
            shift = Optional.of(AddressShift.away(moving));
        }
        return LiveDeathWatch.start(mark, shift);
    }

    @Override
    public Frozen freeze() throws IOException {
        if (tracking.isPresent()) {
            tracking.get().endThrottle();
        }
        Optional<TreeTracker> tracker = tracking.map(LiveTracking::tracker);
        DumpOptions options = DumpOptions.defaults().withTcp(tcp).withAddresses(AddressShift.names(moving));
        LiveFrozen frozen =
                onTracer(tracer, () -> new LiveFrozen(FrozenTree.freeze(pid), tracker, tracer, options, shift));
        try {
            frozen.giveAddressesAway();
            return frozen;
        } catch (IOException | RuntimeException e) {
            frozen.close();
            throw e;
        }
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
}
