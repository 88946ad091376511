package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A thread with a working directory, and perhaps a root directory, of its own (unshare(2) with CLONE_FS), for calls to which a path means
 * something else than to the rest of this process. It ends with its work, which must not need classes that were never used before: a class
 * path means something else there too.
 */
public final class OwnPlace {
    private OwnPlace() {}

    /** Something that is done there. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run() throws IOException;
    }

    /** chdir(2): does {@code work} in {@code directory}. */
    public static void in(String directory, Work work) throws IOException {
        apart(() -> {
            call("chdir", Nr.CHDIR, directory);
            work.run();
        });
    }

    /** chroot(2) and chdir(2): does {@code work} with {@code root} as the root directory. {@code EPERM} without CAP_SYS_CHROOT. */
    public static void below(String root, Work work) throws IOException {
        apart(() -> {
            call("chroot", Nr.CHROOT, root);
            call("chdir", Nr.CHDIR, "/");
            work.run();
        });
    }

    private static void call(String name, long number, String path) throws ErrnoException {
        OffHeap.cString(path).lend(address -> Syscall.call(name + "[" + path + "]", number, address));
    }

    private static void apart(Work work) throws IOException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            Syscall.call("unshare[CLONE_FS]", Nr.UNSHARE, Sched.CLONE_FS);
            work.run();
            return null;
        });
        new Thread(task, "own-place").start();
        try {
            task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException failed) {
                throw failed;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while something was done in another directory", e);
        }
    }
}
