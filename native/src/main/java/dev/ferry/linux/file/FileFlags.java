package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.FD_CLOEXEC;
import static dev.ferry.linux.abi.Fcntl.F_GETFD;
import static dev.ferry.linux.abi.Fcntl.F_GETFL;
import static dev.ferry.linux.abi.Fcntl.F_GETOWN_EX;
import static dev.ferry.linux.abi.Fcntl.F_GETSIG;
import static dev.ferry.linux.abi.Fcntl.F_SETFD;
import static dev.ferry.linux.abi.Fcntl.F_SETFL;
import static dev.ferry.linux.abi.Fcntl.F_SETOWN_EX;
import static dev.ferry.linux.abi.Fcntl.F_SETSIG;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.internal.OffHeap;

/** fcntl(2): flags of an open file (shared by all who have it) and of one descriptor (private to it), and who gets SIGIO. */
public final class FileFlags {
    private FileFlags() {}

    /** Access mode and status flags ({@code O_*}) of the open file. */
    public static int status(Fd fd) throws ErrnoException {
        return (int) Fcntl.call("F_GETFL", F_GETFL, fd, 0);
    }

    /** Sets the flags that can change: append, nonblock, async, direct, noatime. The kernel ignores the others. */
    public static void setStatus(Fd fd, int flags) throws ErrnoException {
        Fcntl.call("F_SETFL", F_SETFL, fd, Integer.toUnsignedLong(flags));
    }

    /** Whether the descriptor is closed by execve(2). */
    public static boolean isCloseOnExec(Fd fd) throws ErrnoException {
        return (Fcntl.call("F_GETFD", F_GETFD, fd, 0) & FD_CLOEXEC) != 0;
    }

    /** Sets whether the descriptor is closed by execve(2). */
    public static void setCloseOnExec(Fd fd, boolean close) throws ErrnoException {
        Fcntl.call("F_SETFD", F_SETFD, fd, close ? FD_CLOEXEC : 0);
    }

    /** Who is told by a signal that the file is ready. */
    public static AsyncOwner owner(Fd fd) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(AsyncOwner.SIZE);
        answer.lend(out -> Fcntl.call("F_GETOWN_EX", F_GETOWN_EX, fd, out));
        return AsyncOwner.decode(answer.bytes());
    }

    /** Sets who is told. {@code ESRCH} if there is no such task, group or thread. */
    public static void setOwner(Fd fd, AsyncOwner owner) throws ErrnoException {
        owner.encode().lend(in -> Fcntl.call("F_SETOWN_EX", F_SETOWN_EX, fd, in));
    }

    /** The signal that is sent, 0 for SIGIO without details. */
    public static int signal(Fd fd) throws ErrnoException {
        return (int) Fcntl.call("F_GETSIG", F_GETSIG, fd, 0);
    }

    /** Sets the signal that is sent. {@code EINVAL} if there is no such signal. */
    public static void setSignal(Fd fd, int signal) throws ErrnoException {
        Fcntl.call("F_SETSIG", F_SETSIG, fd, signal);
    }
}
