package dev.ferry.engine.migrate;

import dev.ferry.engine.check.FactsCollector;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.precopy.PageSink;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/** The tree that is to be moved, as the source sees it. */
public interface SourceTree {
    /** The pid of its root. */
    int pid();

    /** What this host has to say against moving it. */
    default List<Finding> check() throws IOException {
        return TreeCheck.of(pid());
    }

    /** Its description for the other host. */
    default TreeFacts facts(HostFacts host) throws IOException {
        return FactsCollector.collect(pid(), host);
    }

    /** What its clocks say. */
    default Clocks clocks() throws IOException {
        return Clocks.of(pid());
    }

    /** Rehearses on something else what is to be done with the frozen tree, so that a cold JVM costs no downtime. */
    void warmUp() throws IOException;

    /**
     * Begins to note what the tree writes.
     *
     * @param withShared whether the destination understands shared memory in rounds
     * @throws IOException if that is not possible here; the tree can move all the same, all of it while it is stopped
     */
    Tracking track(boolean withShared) throws IOException;

    /** The running tree whose memory is copied in rounds; a {@link Frozen#dump} then leaves out what was sent. */
    interface Tracking extends AutoCloseable {
        /** Looks what there is to send; returns how many bytes. */
        long look() throws IOException;

        /** Sends what the last look has found; returns how many bytes went out. */
        long send(PageSink sink) throws IOException;

        /**
         * Lets the tree stand still for a share of the time, until it is frozen or the tracking ends.
         *
         * @param share 0 is not at all
         * @param atOnce no longer than this in one piece
         */
        void throttle(double share, Duration atOnce);

        /** For how long it stood still because of that. */
        Duration throttled();

        /** Ends the tracking. */
        @Override
        void close();
    }

    /**
     * Prepares somebody who lets the tree run should this process die; made before the freeze, because it takes time.
     *
     * @param mark a file where it notes that it has done so
     */
    default DeathWatch deathWatch(Path mark) throws IOException {
        return DeathWatch.NONE;
    }

    /** Stops all of it together; on failure it runs on. */
    Frozen freeze() throws IOException;

    /** The stopped tree. {@link #close} lets it go on, unless {@link #keepStopped} or {@link #kill} came before; twice is harmless. */
    interface Frozen extends AutoCloseable {
        /** Its pids, zombies included, the root first. */
        List<Integer> pids();

        /** Those of them that were in group-stop before, or have ended: whoever lets the tree run must not wake them. */
        default List<Integer> resting() {
            return List.of();
        }

        /** The addresses that this host has given away for it, as {@code AddressText} writes them. */
        default List<String> addresses() throws IOException {
            return List.of();
        }

        /**
         * Writes the whole set; the caller finishes it.
         *
         * @param carry files and directories that have to be in it
         */
        void dump(ImageSink images, Collection<String> carry) throws IOException;

        /** From now on neither {@link #close} nor the death of this process lets it run. */
        void keepStopped() throws IOException;

        /** Takes {@link #keepStopped} back and lets it go on: it is certain that it runs nowhere else. */
        void letRun() throws IOException;

        /** Ends it for good: it runs elsewhere. */
        void kill() throws IOException;

        @Override
        void close() throws IOException;
    }
}
