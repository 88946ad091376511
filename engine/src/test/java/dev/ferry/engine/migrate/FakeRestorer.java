package dev.ferry.engine.migrate;

import dev.ferry.engine.check.Policy;
import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps the promises of a restored tree without processes. */
final class FakeRestorer implements TreeRestorer {
    enum Life {
        NONE,
        STOPPED,
        RUNNING,
        REMOVED
    }

    Preflight answer = new Preflight(List.of(), List.of("/tmp/carried"), List.of());
    boolean restoreFails;
    boolean resumeFails;
    final List<TreeShape> shapes = new ArrayList<>();
    long preCopied;
    boolean skeletonClosed;
    long received;
    volatile Life life = Life.NONE;

    @Override
    public Preflight check(TreeFacts facts, HostFacts here, Policy policy) {
        return answer;
    }

    @Override
    public void warmUp() {}

    @Override
    public Skeleton prepare(Optional<Clocks> clocksAhead) {
        return new FakeSkeleton();
    }

    private final class FakeSkeleton implements Skeleton {
        @Override
        public void grow(TreeShape shape) {
            shapes.add(shape);
        }

        @Override
        public void take(PageTransfer pages) {
            preCopied += pages.content().remaining();
        }

        @Override
        public RestoredTree restore(ImageSource images) throws IOException {
            return FakeRestorer.this.restore(images);
        }

        @Override
        public void close() {
            skeletonClosed = true;
        }
    }

    private RestoredTree restore(ImageSource images) throws IOException {
        for (Optional<IncomingImage> next = images.next(); next.isPresent(); next = images.next()) {
            received += next.get().content().readAllBytes().length;
            if (restoreFails) {
                throw new IOException("Process id 812 is taken; end process 812.");
            }
        }
        life = Life.STOPPED;
        return new FakeRestored();
    }

    private final class FakeRestored implements RestoredTree {
        @Override
        public List<Integer> pids() {
            return List.of(FakeTree.NOBODY);
        }

        @Override
        public void resume() throws IOException {
            if (resumeFails) {
                throw new IOException("Process 812 does not resume.");
            }
            life = Life.RUNNING;
        }

        @Override
        public void close() {
            if (life != Life.RUNNING) {
                life = Life.REMOVED;
            }
        }
    }
}
