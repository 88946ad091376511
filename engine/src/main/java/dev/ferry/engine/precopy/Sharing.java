package dev.ferry.engine.precopy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.process.Kcmp;

/**
 * What a process has in common with its parent since clone(2): its descriptors (CLONE_FILES), or its working directory, root and umask
 * (CLONE_FS). Such a process can be made again in the same way.
 */
public final class Sharing {
    /** The flags that there can be. */
    public static final long KNOWN = Sched.CLONE_FILES | Sched.CLONE_FS;

    private Sharing() {}

    /** The flags of a process that is no zombie; none if it or its parent has just ended. */
    public static long withParent(int pid, int ppid) throws ErrnoException {
        try {
            return (Kcmp.sameFiles(pid, ppid) ? Sched.CLONE_FILES : 0) | (Kcmp.sameFs(pid, ppid) ? Sched.CLONE_FS : 0);
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                return 0;
            }
            throw e;
        }
    }
}
