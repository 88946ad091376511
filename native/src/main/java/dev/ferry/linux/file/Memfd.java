package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.F_ADD_SEALS;
import static dev.ferry.linux.abi.Fcntl.F_GET_SEALS;
import static dev.ferry.linux.abi.Memfd.MFD_CLOEXEC;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/** memfd_create(2): a file in memory, and its seals ({@code F_SEAL_*} of {@code abi.Fcntl}). */
public final class Memfd {
    private Memfd() {}

    /** A new empty file; {@code name} (at most 249 bytes) only shows in /proc, {@code flags} are {@code MFD_*}. */
    public static Fd create(String name, int flags) throws ErrnoException {
        OffHeap memory = OffHeap.cString(name);
        return Fd.own(memory.lend(
                in -> Syscall.call("memfd_create[" + name + "]", Nr.MEMFD_CREATE, in, flags | MFD_CLOEXEC)));
    }

    /** The seals. {@code EINVAL} if the file cannot have any. */
    public static int seals(Fd fd) throws ErrnoException {
        return (int) Fcntl.call("F_GET_SEALS", F_GET_SEALS, fd, 0);
    }

    /** Adds seals, for ever. {@code EPERM} if it is sealed against that, {@code EBUSY} if it is mapped for writing. */
    public static void addSeals(Fd fd, int seals) throws ErrnoException {
        Fcntl.call("F_ADD_SEALS", F_ADD_SEALS, fd, seals);
    }
}
