package dev.ferry.engine.migrate;

import dev.ferry.engine.check.DestinationCheck;
import dev.ferry.engine.check.Policy;
import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Makes trees on the destination. */
public interface TreeRestorer {
    /** Whether a tree can come. */
    default Preflight check(TreeFacts facts, HostFacts here, Policy policy) throws IOException {
        return DestinationCheck.answer(facts, here, policy);
    }

    /** Begins to rehearse, beside what else there is to do. */
    default void beginWarmUp() {}

    /** Rehearses a restore, so that a cold JVM costs no downtime. */
    void warmUp() throws IOException;

    /**
     * Gets ready to receive a tree.
     *
     * @param clocksAhead how far its clocks are to be ahead of ours; empty if its images have to tell
     */
    Skeleton prepare(Optional<Clocks> clocksAhead) throws IOException;

    /** The processes of a tree that is on its way. {@link #close} ends them, unless they were restored. */
    interface Skeleton extends AutoCloseable {
        /** There are these processes now. */
        void grow(TreeShape shape) throws IOException;

        /** Takes memory of one of them. */
        void take(PageTransfer pages) throws IOException;

        /** Reads the whole set and makes the tree, stopped; on failure nothing of it is left once this is closed. */
        RestoredTree restore(ImageSource images) throws IOException;

        @Override
        void close() throws IOException;
    }

    /** A tree that is complete and does not run yet. {@link #close} ends it and removes its files, unless it was resumed. */
    interface RestoredTree extends AutoCloseable {
        /** Its pids. */
        List<Integer> pids();

        /** Lets it run; from now on it needs us no more. */
        void resume() throws IOException;

        @Override
        void close() throws IOException;
    }
}
