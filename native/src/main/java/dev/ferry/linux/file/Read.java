package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fs.RWF_NOWAIT;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;

/** read(2), pread(2) and preadv2(2) into a direct buffer, from its position to its limit; the position moves by what was read. */
public final class Read {
    private static final long CURRENT_OFFSET = -1;

    private Read() {}

    /** Reads once, at the shared offset, and returns the number of bytes; 0 at the end. May block. */
    public static int some(Fd fd, ByteBuffer into) throws ErrnoException {
        return Region.sink(into)
                .transfer((address, length) -> Syscall.call("read", Nr.READ, fd.number(), address, length));
    }

    /** Fills the buffer from the shared offset. {@link EOFException} if the file ends before. May block. */
    public static void fully(Fd fd, ByteBuffer into) throws IOException {
        while (into.hasRemaining()) {
            requireMore(some(fd, into), fd, into);
        }
    }

    /** Reads once at {@code offset}, leaves the shared offset alone, and returns the number of bytes; 0 at the end. */
    public static int at(Fd fd, ByteBuffer into, long offset) throws ErrnoException {
        return Region.sink(into)
                .transfer(
                        (address, length) -> Syscall.call("pread64", Nr.PREAD64, fd.number(), address, length, offset));
    }

    /** Fills the buffer from {@code offset} on. {@link EOFException} if the file ends before. */
    public static void fullyAt(Fd fd, ByteBuffer into, long offset) throws IOException {
        long next = offset;
        while (into.hasRemaining()) {
            int moved = at(fd, into, next);
            requireMore(moved, fd, into);
            next += moved;
        }
    }

    /**
     * Reads once at the shared offset what is there now, whatever the open file's {@code O_NONBLOCK} says; empty if that would
     * block. {@code EOPNOTSUPP} for kinds of files that cannot promise it.
     */
    public static OptionalInt now(Fd fd, ByteBuffer into) throws ErrnoException {
        try {
            return OptionalInt.of(Region.sink(into).transfer((address, length) -> now(fd, address, length)));
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return OptionalInt.empty();
            }
            throw e;
        }
    }

    private static long now(Fd fd, long address, long length) throws ErrnoException {
        OffHeap vector = OffHeap.allocate(2 * Long.BYTES);
        vector.bytes().putLong(0, address).putLong(Long.BYTES, length);
        return vector.lend(iovec ->
                Syscall.call("preadv2", Nr.PREADV2, fd.number(), iovec, 1, CURRENT_OFFSET, CURRENT_OFFSET, RWF_NOWAIT));
    }

    private static void requireMore(int moved, Fd fd, ByteBuffer into) throws EOFException {
        if (moved == 0) {
            throw new EOFException(fd + " ended " + into.remaining() + " bytes too early");
        }
    }
}
