package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.AT_FDCWD;
import static dev.ferry.linux.abi.Fcntl.AT_REMOVEDIR;
import static dev.ferry.linux.abi.Fcntl.AT_SYMLINK_FOLLOW;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** linkat(2), symlinkat(2), readlinkat(2) and unlinkat(2): names of files. */
public final class Link {
    private static final int PATH_MAX = 4096;

    private Link() {}

    /**
     * Gives the open file {@code fd} a name. {@code EEXIST} if the name is taken, {@code EXDEV} on another file system,
     * {@code ENOENT} if the file was deleted (only one made by {@link Open#unnamed} may be named again).
     */
    public static void file(Fd fd, String path) throws ErrnoException {
        OffHeap name = OffHeap.cString(path);
        name.lend(to -> PathCall.at("linkat[" + path + "]", Nr.LINKAT, procPath(fd), AT_FDCWD, to, AT_SYMLINK_FOLLOW));
    }

    /** Makes a symbolic link at {@code path} with the text {@code target}. */
    public static void symbolic(String target, String path) throws ErrnoException {
        OffHeap text = OffHeap.cString(target);
        OffHeap name = OffHeap.cString(path);
        String call = "symlinkat[" + path + "]";
        text.lend(to -> name.lend(at -> Syscall.call(call, Nr.SYMLINKAT, to, AT_FDCWD, at)));
    }

    /**
     * The text of the symbolic link at {@code path}, also of a magic one such as {@code /proc/1/fd/3}. Unlike Java's own call this
     * does not depend on the locale. {@link CharacterCodingException} if the text is no UTF-8.
     */
    public static String read(String path) throws ErrnoException, CharacterCodingException {
        OffHeap text = OffHeap.allocate(PATH_MAX);
        int length = (int) text.lend(out -> PathCall.at("readlinkat", Nr.READLINKAT, path, out, PATH_MAX, 0));
        ByteBuffer utf8 = ByteBuffer.wrap(text.toArray(0, length));
        return StandardCharsets.UTF_8.newDecoder().decode(utf8).toString();
    }

    /** Removes a name that is no directory. */
    public static void remove(String path) throws ErrnoException {
        PathCall.at("unlinkat", Nr.UNLINKAT, path, 0, 0, 0);
    }

    /** Removes an empty directory. {@code ENOTEMPTY} if it is not. */
    public static void removeDirectory(String path) throws ErrnoException {
        PathCall.at("unlinkat", Nr.UNLINKAT, path, AT_REMOVEDIR, 0, 0);
    }

    /** The path under which this process reaches its own descriptor. */
    static String procPath(Fd fd) {
        return "/proc/self/fd/" + fd.number();
    }
}
