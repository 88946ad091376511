package dev.ferry.linux.file;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;

/** write(2) and pwrite(2) from a direct buffer, from its position to its limit; the position moves by what was written. */
public final class Write {
    private Write() {}

    /** Writes once, at the shared offset, and returns the number of bytes. May block unless the file is {@code O_NONBLOCK}. */
    public static int some(Fd fd, ByteBuffer from) throws ErrnoException {
        return Region.source(from)
                .transfer((address, length) -> Syscall.call("write", Nr.WRITE, fd.number(), address, length));
    }

    /** Writes all, at the shared offset. {@code EAGAIN} if an {@code O_NONBLOCK} file is full; the position says how far it got. */
    public static void fully(Fd fd, ByteBuffer from) throws ErrnoException {
        while (from.hasRemaining()) {
            some(fd, from);
        }
    }

    /** Writes once at {@code offset}, leaves the shared offset alone, and returns the number of bytes. */
    public static int at(Fd fd, ByteBuffer from, long offset) throws ErrnoException {
        return Region.source(from)
                .transfer((address, length) ->
                        Syscall.call("pwrite64", Nr.PWRITE64, fd.number(), address, length, offset));
    }

    /** Writes all from {@code offset} on. */
    public static void fullyAt(Fd fd, ByteBuffer from, long offset) throws ErrnoException {
        long next = offset;
        while (from.hasRemaining()) {
            next += at(fd, from, next);
        }
    }
}
