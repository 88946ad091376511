package dev.ferry.engine.specimen;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Prctl;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes this process the parent of orphans (prctl(2), PR_SET_CHILD_SUBREAPER) and reaps them at once. A pid is free for a restore
 * only when its last owner is reaped, and the init of a test machine may take seconds for that.
 */
final class Subreaper implements AutoCloseable {
    private static final int WNOHANG = 1;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(3);

    private volatile boolean open = true;

    Subreaper() throws IOException {
        adoptOrphans(1);
        Thread thread = new Thread(this::reapOrphans, "subreaper");
        thread.setDaemon(true);
        thread.start();
    }

    private static void adoptOrphans(int yes) throws ErrnoException {
        Syscall.call("prctl(SET_CHILD_SUBREAPER)", Nr.PRCTL, Prctl.SET_CHILD_SUBREAPER, yes, 0, 0, 0);
    }

    private void reapOrphans() {
        while (open) {
            reapOnce();
            LockSupport.parkNanos(PAUSE);
        }
    }

    /** Orphans come to the first thread of a process; what other threads of a JVM have started is not ours to reap. */
    private static void reapOnce() {
        long self = ProcessHandle.current().pid();
        Path children = Path.of("/proc", Long.toString(self), "task", Long.toString(self), "children");
        try {
            for (String child : Files.readString(children).split(" ", -1)) {
                if (!child.isEmpty() && isFinished(Integer.parseInt(child))) {
                    Syscall.call("wait4", Nr.WAIT4, Long.parseLong(child), 0, WNOHANG, 0);
                }
            }
        } catch (NoSuchProcessException | ErrnoException alreadyReaped) {
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A zombie whose end its tracer, should it have one, has already seen. */
    private static boolean isFinished(int pid) throws IOException {
        return Stat.read(pid).state() == 'Z' && Status.read(pid).tracerPid() == 0;
    }

    @Override
    public void close() throws IOException {
        adoptOrphans(0);
        open = false;
    }
}
