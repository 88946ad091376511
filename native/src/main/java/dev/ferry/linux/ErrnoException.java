package dev.ferry.linux;

import java.io.IOException;

/** A system call that failed: which call with which arguments, in whose name, and the kernel's errno. */
public final class ErrnoException extends IOException {
    private static final long serialVersionUID = 1;

    private final int errno;

    /**
     * @param call the call with its arguments, for example {@code pidfd_getfd(7, 12)}
     * @param errno what the kernel answered
     */
    public ErrnoException(String call, Errno errno) {
        super(call + ": " + errno.symbol());
        this.errno = errno.number();
    }

    /** The kernel's answer. */
    public Errno errno() {
        return new Errno(errno);
    }

    /** Whether the kernel answered {@code expected}. */
    public boolean is(Errno expected) {
        return errno == expected.number();
    }
}
