package dev.ferry.engine.migrate;

import java.io.IOException;
import java.util.Collection;
import java.util.Optional;

/** Somebody who lets a tree run if this process dies before the commit. {@link #close} ends that: it is certain then that nobody does. */
public interface DeathWatch extends AutoCloseable {
    /** Nobody; for trees that are no processes. */
    DeathWatch NONE = new DeathWatch() {
        @Override
        public Optional<ProcessKey> process() {
            return Optional.empty();
        }

        @Override
        public void watch(Collection<Integer> pids) {}

        @Override
        public void close() {}
    };

    /** Who it is; while that lives, the tree may still be let run. */
    Optional<ProcessKey> process();

    /** These are to be woken. */
    void watch(Collection<Integer> pids) throws IOException;

    @Override
    void close() throws IOException;
}
