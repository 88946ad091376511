package dev.ferry.engine.freeze;

import dev.ferry.engine.ipc.IpcUse;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.ipc.MessageQueue;
import dev.ferry.linux.ipc.SemaphoreSet;
import java.io.IOException;
import java.util.Collection;

/**
 * System V semaphores and message queues of processes that are about to be ended because they live on elsewhere: they would stay behind,
 * with a key that the program finds when it comes back.
 */
public final class UsedIpc {
    private UsedIpc() {}

    /**
     * Removes what only these processes use, as far as can be told.
     *
     * @param waiting finds the waits of their threads
     */
    public static void remove(Collection<Integer> pids, IpcUse.Waiting waiting) throws IOException {
        IpcUse use = IpcUse.of(pids, waiting);
        use.sets().stream()
                .filter(used -> used.outsider().isEmpty())
                .forEach(used -> ignoring(() -> new SemaphoreSet(used.set().id()).remove()));
        use.queues().stream()
                .filter(used -> used.outsider().isEmpty())
                .forEach(used -> ignoring(() -> new MessageQueue(used.queue().id()).remove()));
    }

    @FunctionalInterface
    private interface Removal {
        void run() throws ErrnoException;
    }

    private static void ignoring(Removal removal) {
        try {
            removal.run();
        } catch (ErrnoException notOurs) {
            // It is somebody else's who may do so; the processes end all the same.
            return;
        }
    }
}
