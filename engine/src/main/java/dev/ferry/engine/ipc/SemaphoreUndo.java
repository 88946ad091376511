package dev.ferry.engine.ipc;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.process.Kcmp;
import dev.ferry.linux.process.Stub;
import java.io.IOException;
import java.util.Optional;

/**
 * Operations on semaphores that the kernel undoes when their process ends (SEM_UNDO). It shows them nowhere, only by kcmp(2) that two
 * tasks have the same list of them, or both none. So who compares equal with a task that has just begun has none. A process with
 * threads always has a list, for they share it (CLONE_SYSVSEM), and whether anything is in it can not be seen.
 */
public final class SemaphoreUndo {
    private SemaphoreUndo() {}

    /** The first of these processes that may have such operations. */
    public static Optional<Integer> suspect(Iterable<Integer> pids) throws IOException {
        try (Stub none = Stub.start()) {
            for (int pid : pids) {
                if (hasList(pid, none.pid())) {
                    return Optional.of(pid);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean hasList(int pid, int none) throws IOException {
        try {
            for (int tid : ProcessTable.tasks(pid)) {
                if (!Kcmp.sameSemaphoreUndo(tid, none)) {
                    return true;
                }
            }
            return false;
        } catch (NoSuchProcessException gone) {
            return false;
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                return false;
            }
            throw e;
        }
    }
}
