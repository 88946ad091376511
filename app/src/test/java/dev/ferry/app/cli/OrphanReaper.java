package dev.ferry.app.cli;

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

/**
 * Lets this process inherit orphans and reaps them at once, for a pid is free only then and an init may take seconds. They come to the
 * first thread of the process, which in a JVM has no children of its own.
 */
final class OrphanReaper implements AutoCloseable {
    private static final int WNOHANG = 1;
    private static final long PAUSE_MS = 3;

    private final Thread thread = new Thread(this::reap, "orphan-reaper");
    private volatile boolean open = true;

    OrphanReaper() throws ErrnoException {
        adopt(1);
        thread.setDaemon(true);
        thread.start();
    }

    private static void adopt(int yes) throws ErrnoException {
        Syscall.call("prctl(SET_CHILD_SUBREAPER)", Nr.PRCTL, Prctl.SET_CHILD_SUBREAPER, yes, 0, 0, 0);
    }

    private void reap() {
        try {
            while (open) {
                reapOnce();
                Thread.sleep(PAUSE_MS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void reapOnce() throws IOException {
        long self = ProcessHandle.current().pid();
        Path children = Path.of("/proc/" + self + "/task/" + self + "/children");
        for (String child : Files.readString(children).split(" ", -1)) {
            if (!child.isEmpty()) {
                reap(Integer.parseInt(child));
            }
        }
    }

    private static void reap(int pid) throws IOException {
        try {
            if (Stat.read(pid).state() == 'Z' && Status.read(pid).tracerPid() == 0) {
                Syscall.call("wait4", Nr.WAIT4, pid, 0, WNOHANG, 0);
            }
        } catch (NoSuchProcessException | ErrnoException alreadyReaped) {
            return;
        }
    }

    @Override
    public void close() throws ErrnoException {
        adopt(0);
        open = false;
    }
}
