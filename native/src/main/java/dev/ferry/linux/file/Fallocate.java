package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Falloc.FALLOC_FL_KEEP_SIZE;
import static dev.ferry.linux.abi.Falloc.FALLOC_FL_PUNCH_HOLE;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;

/** fallocate(2). */
public final class Fallocate {
    private Fallocate() {}

    /** Makes a hole of {@code bytes} at {@code offset}, which reads as zeros; the size stays. */
    public static void punchHole(Fd file, long offset, long bytes) throws ErrnoException {
        int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
        Syscall.call("fallocate", Nr.FALLOCATE, file.number(), mode, offset, bytes);
    }
}
