package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Signalfd.SFD_CLOEXEC;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/** signalfd(2): signals read from a descriptor; whose signals, is decided by who reads. */
public final class Signalfd {
    private static final int NEW = -1;

    private Signalfd() {}

    /** A new descriptor for the signals in {@code mask} (bit n-1 for signal n) with {@code SFD_NONBLOCK} or 0. */
    public static Fd create(long mask, int flags) throws ErrnoException {
        return Fd.own(call(NEW, mask, flags | SFD_CLOEXEC));
    }

    /** Changes the signals of {@code fd}. {@code EINVAL} if it is no signalfd. */
    public static void change(Fd fd, long mask) throws ErrnoException {
        call(fd.number(), mask, 0);
    }

    private static long call(int fd, long mask, int flags) throws ErrnoException {
        OffHeap sigset = OffHeap.allocate(Long.BYTES);
        sigset.bytes().putLong(0, mask);
        return sigset.lend(in -> Syscall.call("signalfd4", Nr.SIGNALFD4, fd, in, Long.BYTES, flags));
    }
}
