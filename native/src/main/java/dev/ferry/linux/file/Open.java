package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.AT_FDCWD;
import static dev.ferry.linux.abi.Fcntl.O_CLOEXEC;
import static dev.ferry.linux.abi.Fcntl.O_PATH;
import static dev.ferry.linux.abi.Fcntl.O_TMPFILE;
import static dev.ferry.linux.abi.Openat2.FLAGS;
import static dev.ferry.linux.abi.Openat2.MODE;
import static dev.ferry.linux.abi.Openat2.RESOLVE;
import static dev.ferry.linux.abi.Openat2.SIZEOF_OPEN_HOW;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;

/**
 * openat(2) and openat2(2). Flags are those of {@code abi.Fcntl}; {@code O_CLOEXEC} is always added, because a descriptor of
 * this JVM must not leak into the programs it starts.
 */
public final class Open {
    private Open() {}

    /** Opens an existing file. */
    public static Fd path(String path, int flags) throws ErrnoException {
        return path(path, flags, 0);
    }

    /** Opens a file, with the permissions {@code mode} (less the umask) if {@code flags} let it be created. */
    public static Fd path(String path, int flags, int mode) throws ErrnoException {
        return Fd.own(PathCall.at("openat", Nr.OPENAT, path, flags | O_CLOEXEC, mode, 0));
    }

    /** As {@link #path(String, int, int)}, with a relative path starting at {@code directory}. */
    public static Fd at(Fd directory, String path, int flags, int mode) throws ErrnoException {
        return Fd.own(PathCall.at("openat", Nr.OPENAT, directory.number(), path, flags | O_CLOEXEC, mode, 0));
    }

    /** A handle ({@code O_PATH}) that names the file and cannot read it; symbolic links are followed. */
    public static Fd handle(String path) throws ErrnoException {
        return path(path, O_PATH);
    }

    /** A file without a name on the file system of {@code directory} ({@code O_TMPFILE}); {@link Link#file} names it. */
    public static Fd unnamed(String directory, int flags, int mode) throws ErrnoException {
        return path(directory, flags | O_TMPFILE, mode);
    }

    /** The file behind {@code fd} opened once more: a new open file with an own offset and own flags. */
    public static Fd again(Fd fd, int flags) throws ErrnoException {
        return path(Link.procPath(fd), flags);
    }

    /**
     * openat2(2): the path may only be resolved as {@code resolve} ({@code RESOLVE_*} of {@code abi.Fcntl}) allows, for paths that
     * came from elsewhere. Breaking out with {@code RESOLVE_BENEATH} is {@code EXDEV}, a link with {@code RESOLVE_NO_SYMLINKS} is
     * {@code ELOOP}.
     */
    public static Fd within(Fd directory, String path, int flags, int mode, int resolve) throws ErrnoException {
        return within(directory.number(), path, flags, mode, resolve);
    }

    /** As {@link #within(Fd, String, int, int, int)}, relative to the working directory. */
    public static Fd within(String path, int flags, int mode, int resolve) throws ErrnoException {
        return within(AT_FDCWD, path, flags, mode, resolve);
    }

    private static Fd within(int directory, String path, int flags, int mode, int resolve) throws ErrnoException {
        OffHeap how = OffHeap.allocate(SIZEOF_OPEN_HOW);
        how.bytes().putLong(FLAGS, Integer.toUnsignedLong(flags | O_CLOEXEC));
        how.bytes().putLong(MODE, mode).putLong(RESOLVE, resolve);
        return Fd.own(
                how.lend(address -> PathCall.at("openat2", Nr.OPENAT2, directory, path, address, SIZEOF_OPEN_HOW, 0)));
    }
}
