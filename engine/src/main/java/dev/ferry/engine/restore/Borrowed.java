package dev.ferry.engine.restore;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.inject.Batch;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Descriptors of this process in a task that has none of its own yet: the task takes them by pidfd_getfd(2). As nothing else is
 * open there, the numbers are known beforehand and all of it fits one batch.
 */
final class Borrowed implements AutoCloseable {
    private static final int PIDFD = 0;
    private static final int FIRST = 1;

    private final RestoringTask task;
    private final Map<Integer, Fd> again = new HashMap<>();

    private Borrowed(RestoringTask task) {
        this.task = task;
    }

    /** Lets {@code task}, which has no open descriptor, take ours until this is closed. */
    static Borrowed by(RestoringTask task) throws IOException {
        long number = task.leader()
                .call("pidfd_open", Nr.PIDFD_OPEN, ProcessHandle.current().pid(), 0);
        if (number != PIDFD) {
            throw new RestoreException("Task " + task.pid() + " has descriptors where it should have none.");
        }
        return new Borrowed(task);
    }

    /** Adds the taking of {@code file} to the batch; returns its number there, which the caller closes in the same batch. */
    int lend(Batch batch, Fd file) {
        batch.add("pidfd_getfd", Nr.PIDFD_GETFD, PIDFD, file.number(), 0);
        return FIRST;
    }

    /** The same for what is behind {@code file}, with the other {@code access}; {@code id} is its number in the files image. */
    int lendAgain(Batch batch, Fd file, int id, int access) throws IOException {
        Fd known = again.get(id);
        if (known == null) {
            known = Open.again(file, access);
            again.put(id, known);
        }
        return lend(batch, known);
    }

    @Override
    public void close() throws IOException {
        again.values().forEach(Fd::close);
        task.leader().call("close", Nr.CLOSE, PIDFD);
    }
}
