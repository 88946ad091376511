package dev.ferry.linux.file;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;

/** mkdirat(2): a new directory. */
public final class Mkdir {
    private Mkdir() {}

    /** Makes a directory; permissions are reduced by the umask. {@code EEXIST} if the name is taken, even by a dangling link. */
    public static void path(String path, int permissions) throws ErrnoException {
        PathCall.at("mkdirat", Nr.MKDIRAT, path, permissions, 0, 0);
    }
}
