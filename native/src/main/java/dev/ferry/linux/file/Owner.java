package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.AT_EMPTY_PATH;
import static dev.ferry.linux.abi.Fcntl.AT_SYMLINK_NOFOLLOW;
import static dev.ferry.linux.abi.Time.SIZEOF_TIMESPEC;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/**
 * chown(2), chmod(2) and utimensat(2): who owns a file, what is allowed and when it was used. Set them in this order, because a
 * new owner clears set-user-id.
 */
public final class Owner {
    private Owner() {}

    /** Sets owner and group (unsigned; -1 keeps one) of the open file, which may be an {@code O_PATH} handle. */
    public static void change(Fd fd, int uid, int gid) throws ErrnoException {
        PathCall.at("fchownat", Nr.FCHOWNAT, fd.number(), "", unsigned(uid), unsigned(gid), AT_EMPTY_PATH);
    }

    /** Sets owner and group of the file at {@code path} itself, even if it is a symbolic link. */
    public static void change(String path, int uid, int gid) throws ErrnoException {
        PathCall.at("fchownat", Nr.FCHOWNAT, path, unsigned(uid), unsigned(gid), AT_SYMLINK_NOFOLLOW);
    }

    /** Sets the permissions of the open file. */
    public static void permit(Fd fd, int permissions) throws ErrnoException {
        Syscall.call("fchmod", Nr.FCHMOD, fd.number(), permissions);
    }

    /** Sets the permissions of the file at {@code path}; symbolic links are followed. */
    public static void permit(String path, int permissions) throws ErrnoException {
        PathCall.at("fchmodat", Nr.FCHMODAT, path, permissions, 0, 0);
    }

    /** Sets when the open file was last accessed and modified. */
    public static void times(Fd fd, Timespec accessed, Timespec modified) throws ErrnoException {
        long theFileItself = 0;
        encode(accessed, modified)
                .lend(in -> Syscall.call("utimensat", Nr.UTIMENSAT, fd.number(), theFileItself, in, 0));
    }

    /** Sets when the file at {@code path} itself, even a symbolic link, was last accessed and modified. */
    public static void times(String path, Timespec accessed, Timespec modified) throws ErrnoException {
        encode(accessed, modified).lend(in -> PathCall.at("utimensat", Nr.UTIMENSAT, path, in, AT_SYMLINK_NOFOLLOW, 0));
    }

    private static OffHeap encode(Timespec accessed, Timespec modified) {
        OffHeap times = OffHeap.allocate(2 * SIZEOF_TIMESPEC);
        accessed.write(times.bytes(), 0);
        modified.write(times.bytes(), SIZEOF_TIMESPEC);
        return times;
    }

    private static long unsigned(int id) {
        return Integer.toUnsignedLong(id);
    }
}
