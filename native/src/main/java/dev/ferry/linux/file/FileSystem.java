package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Statfs.F_BAVAIL;
import static dev.ferry.linux.abi.Statfs.F_BSIZE;
import static dev.ferry.linux.abi.Statfs.F_FFREE;
import static dev.ferry.linux.abi.Statfs.F_FILES;
import static dev.ferry.linux.abi.Statfs.F_TYPE;
import static dev.ferry.linux.abi.Statfs.SIZEOF_STATFS;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;

/**
 * statfs(2): the file system that a file is on.
 *
 * @param magic its type, one of {@code abi.Magic}
 * @param blockSize bytes
 * @param available blocks that an unprivileged user may still write
 * @param inodes how many files there can be; 0 if it does not count them
 * @param freeInodes how many more
 */
public record FileSystem(long magic, long blockSize, long available, long inodes, long freeInodes) {
    /** The file system of the file at {@code path}. */
    public static FileSystem of(String path) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(SIZEOF_STATFS);
        OffHeap name = OffHeap.cString(path);
        answer.lend(out -> name.lend(in -> Syscall.call("statfs[" + path + "]", Nr.STATFS, in, out)));
        return decode(answer.bytes());
    }

    /** The file system of the open file {@code fd}; sockets and pipes have their own. */
    public static FileSystem of(Fd fd) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(SIZEOF_STATFS);
        answer.lend(out -> Syscall.call("fstatfs", Nr.FSTATFS, fd.number(), out));
        return decode(answer.bytes());
    }

    private static FileSystem decode(ByteBuffer statfs) {
        return new FileSystem(
                statfs.getLong(F_TYPE),
                statfs.getLong(F_BSIZE),
                statfs.getLong(F_BAVAIL),
                statfs.getLong(F_FILES),
                statfs.getLong(F_FFREE));
    }
}
