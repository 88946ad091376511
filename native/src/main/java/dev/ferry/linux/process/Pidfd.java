package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;

/** A file descriptor that stands for a process, pidfd_open(2). */
public final class Pidfd implements AutoCloseable {
    private final int pid;
    private final Fd fd;

    private Pidfd(int pid, Fd fd) {
        this.pid = pid;
        this.fd = fd;
    }

    /** {@code pidfd_open(pid, 0)}; ESRCH if there is no such process. */
    public static Pidfd open(int pid) throws ErrnoException {
        return new Pidfd(pid, Fd.own(Syscall.call("pidfd_open", Nr.PIDFD_OPEN, pid, 0)));
    }

    /** {@code pidfd_getfd(2)}: a duplicate of the process's descriptor {@code foreign}, close-on-exec. */
    public Fd get(int foreign) throws ErrnoException {
        return Fd.own(Syscall.call("pidfd_getfd of process " + pid, Nr.PIDFD_GETFD, fd.number(), foreign, 0));
    }

    /** {@code pidfd_send_signal(2)} to the whole process. */
    public void signal(int signal) throws ErrnoException {
        Syscall.call("pidfd_send_signal to process " + pid, Nr.PIDFD_SEND_SIGNAL, fd.number(), signal, 0, 0);
    }

    /** The descriptor itself, which is the caller's to close from now on. */
    public Fd descriptor() {
        return fd;
    }

    @Override
    public void close() {
        fd.close();
    }
}
