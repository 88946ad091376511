package dev.ferry.linux.file;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;

/** ftruncate(2): the length of a file. */
public final class Truncate {
    private Truncate() {}

    /** Makes the file {@code size} bytes long; what is new reads as zeros and takes no space. */
    public static void to(Fd fd, long size) throws ErrnoException {
        Syscall.call("ftruncate", Nr.FTRUNCATE, fd.number(), size);
    }
}
