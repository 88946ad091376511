package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.LOCK_EX;
import static dev.ferry.linux.abi.Fcntl.LOCK_NB;
import static dev.ferry.linux.abi.Fcntl.LOCK_SH;
import static dev.ferry.linux.abi.Fcntl.LOCK_UN;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;

/** flock(2): the lock of an open file, shared by all who have the open file. Never waits. */
public final class Flock {
    private Flock() {}

    /** Takes or converts to a shared lock; false if somebody else has an exclusive one. */
    public static boolean tryShared(Fd fd) throws ErrnoException {
        return tryLock(fd, LOCK_SH);
    }

    /** Takes or converts to an exclusive lock; false if somebody else has one. A failed conversion loses the old lock. */
    public static boolean tryExclusive(Fd fd) throws ErrnoException {
        return tryLock(fd, LOCK_EX);
    }

    /** Gives the lock back. */
    public static void unlock(Fd fd) throws ErrnoException {
        Syscall.call("flock", Nr.FLOCK, fd.number(), LOCK_UN);
    }

    private static boolean tryLock(Fd fd, int kind) throws ErrnoException {
        try {
            Syscall.call("flock", Nr.FLOCK, fd.number(), kind | LOCK_NB);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            throw e;
        }
    }
}
