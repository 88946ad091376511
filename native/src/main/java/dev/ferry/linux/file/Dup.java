package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.F_DUPFD_CLOEXEC;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;

/** dup(2): one more descriptor of this process for the same open file. */
public final class Dup {
    private Dup() {}

    /** A duplicate, close-on-exec, with the lowest free number. */
    public static Fd of(Fd fd) throws ErrnoException {
        return atLeast(fd, 0);
    }

    /** A duplicate, close-on-exec, with the lowest free number from {@code minimum} on. {@code EINVAL} above the limit. */
    public static Fd atLeast(Fd fd, int minimum) throws ErrnoException {
        return Fd.own(Fcntl.call("F_DUPFD_CLOEXEC", F_DUPFD_CLOEXEC, fd, minimum));
    }
}
