package dev.ferry.linux.process;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;

/** Sending signals by pid, kill(2). Prefer {@link Pidfd#signal} where the process may end and its pid be used again. */
public final class Signal {
    private Signal() {}

    /** {@code kill(pid, signal)}. */
    public static void send(int pid, int signal) throws ErrnoException {
        Syscall.call("kill", Nr.KILL, pid, signal);
    }

    /** {@code kill(pid, signal)} where it is no error that the process has gone. */
    public static void sendIfAlive(int pid, int signal) throws ErrnoException {
        try {
            send(pid, signal);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }
}
