package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fs.SEEK_CUR;
import static dev.ferry.linux.abi.Fs.SEEK_DATA;
import static dev.ferry.linux.abi.Fs.SEEK_HOLE;
import static dev.ferry.linux.abi.Fs.SEEK_SET;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;
import java.util.OptionalLong;

/** lseek(2): the offset of an open file, which everybody who shares the open file shares too. {@code ESPIPE} for streams. */
public final class Seek {
    private static final Errno ENXIO = new Errno(6);

    private Seek() {}

    /** The offset, unchanged. */
    public static long get(Fd fd) throws ErrnoException {
        return call(fd, 0, SEEK_CUR);
    }

    /** Moves the shared offset. */
    public static void set(Fd fd, long offset) throws ErrnoException {
        call(fd, offset, SEEK_SET);
    }

    /**
     * The next byte at or after {@code from} that is not in a hole; empty behind the last one. This moves the offset: use it on an
     * open file of our own ({@link Open#again}), never on one that a target shares.
     */
    public static OptionalLong nextData(Fd own, long from) throws ErrnoException {
        try {
            return OptionalLong.of(call(own, from, SEEK_DATA));
        } catch (ErrnoException e) {
            if (e.is(ENXIO)) {
                return OptionalLong.empty();
            }
            throw e;
        }
    }

    /** The start of the next hole at or after {@code from}; the end of the file counts as one. Moves the offset as well. */
    public static long nextHole(Fd own, long from) throws ErrnoException {
        return call(own, from, SEEK_HOLE);
    }

    private static long call(Fd fd, long offset, int whence) throws ErrnoException {
        return Syscall.call("lseek", Nr.LSEEK, fd.number(), offset, whence);
    }
}
