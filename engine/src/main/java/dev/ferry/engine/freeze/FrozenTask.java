package dev.ferry.engine.freeze;

import java.util.List;

/**
 * One task of a frozen tree: all its threads are stopped, or it is a zombie and has none.
 *
 * @param pid its process id
 * @param threads the leader first; empty for a zombie
 */
public record FrozenTask(int pid, List<FrozenThread> threads) {
    public FrozenTask {
        threads = List.copyOf(threads);
    }

    /** Whether it has exited and waits to be reaped by its parent. */
    public boolean isZombie() {
        return threads.isEmpty();
    }

    /** The thread whose id is the pid. */
    public FrozenThread leader() {
        return threads.get(0);
    }
}
