package dev.ferry.engine.migrate;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.precopy.PageSink;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Keeps the promises of a frozen tree without processes: these are tests of the protocol. */
final class FakeTree implements SourceTree {
    /** Larger than any pid: nobody shall be signalled. */
    static final int NOBODY = 0x7fff_0000;

    enum Life {
        RUNNING,
        FROZEN,
        STOPPED,
        KILLED
    }

    final List<Finding> findings = new ArrayList<>();
    final List<String> carried = new ArrayList<>();
    int images = 3;
    int imageBytes = 3 << 20;
    boolean tracks = true;
    int roundPages = 1 << 10;
    boolean writesOn;
    volatile double throttle;
    boolean trackingEnded;
    boolean freezeFails;
    boolean killFails;
    volatile Life life = Life.RUNNING;

    @Override
    public int pid() {
        return 812;
    }

    @Override
    public List<Finding> check() {
        return findings;
    }

    @Override
    public TreeFacts facts(HostFacts host) {
        return TreeFacts.newBuilder()
                .setHost(host)
                .addTasks(TaskFacts.newBuilder().setPid(812))
                .build();
    }

    @Override
    public Clocks clocks() {
        return new Clocks(5_000_000_000L, 7_000_000_000L);
    }

    @Override
    public void warmUp() {}

    /** Three rounds, ever smaller. */
    @Override
    public Tracking track(boolean withShared) throws IOException {
        if (!tracks) {
            throw new ErrnoException("userfaultfd", Errno.EPERM);
        }
        return new FakeTracking();
    }

    private final class FakeTracking implements Tracking {
        private int pages = roundPages;

        @Override
        public long look() {
            return (long) pages << 12;
        }

        @Override
        public long send(PageSink sink) throws IOException {
            sink.tree(new TreeShape(List.of(new TreeShape.Member(812, 7, 0, 812, false))));
            sink.pages(PageTransfer.header(812, 0, new PageRun(0x10000, 0x10000 + look())), new byte[0], 0, 0);
            for (int i = 0; i < pages; i++) {
                long at = 0x10000 + ((long) i << 12);
                sink.pages(PageTransfer.header(812, 0, new PageRun(at, at + 4096)), new byte[4096], 0, 4096);
            }
            long sent = look();
            pages = writesOn && throttle < 0.7 ? pages : pages / 32;
            return sent;
        }

        @Override
        public void throttle(double share, Duration atOnce) {
            throttle = share;
        }

        @Override
        public Duration throttled() {
            return Duration.ofMillis((long) (throttle * 1000));
        }

        @Override
        public void close() {
            trackingEnded = true;
        }
    }

    @Override
    public Frozen freeze() throws IOException {
        if (freezeFails) {
            throw new IOException("Process 812 does not stop; try again.");
        }
        life = Life.FROZEN;
        return new FakeFrozen();
    }

    private final class FakeFrozen implements Frozen {
        @Override
        public List<Integer> pids() {
            return List.of(NOBODY);
        }

        @Override
        public void dump(ImageSink sink, Collection<String> carry) throws IOException {
            carried.addAll(carry);
            for (int i = 0; i < images; i++) {
                try (OutputStream image = sink.create("image-" + i)) {
                    image.write(new byte[imageBytes]);
                }
            }
        }

        @Override
        public void keepStopped() {
            life = Life.STOPPED;
        }

        @Override
        public void letRun() {
            life = Life.RUNNING;
        }

        @Override
        public void kill() throws IOException {
            if (killFails) {
                throw new IOException("Process 812 does not go.");
            }
            life = Life.KILLED;
        }

        @Override
        public void close() {
            if (life == Life.FROZEN) {
                life = Life.RUNNING;
            }
        }
    }
}
