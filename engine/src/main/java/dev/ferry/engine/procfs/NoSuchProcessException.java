package dev.ferry.engine.procfs;

import java.io.IOException;

/** The process or thread has gone: its directory is not there (ENOENT), or it went while being read (ESRCH). */
public final class NoSuchProcessException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int pid;

    NoSuchProcessException(int pid, String directory, IOException cause) {
        super("Process " + pid + " has gone: there is no " + directory + " any more.", cause);
        this.pid = pid;
    }

    /** The process that was asked for; for a thread, its process. */
    public int pid() {
        return pid;
    }
}
