package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.AT_FDCWD;
import static dev.ferry.linux.abi.Fs.RENAME_EXCHANGE;
import static dev.ferry.linux.abi.Fs.RENAME_NOREPLACE;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;

/** renameat2(2): other names for files of one file system. {@code EINVAL} if the file system can not do it in this way. */
public final class Rename {
    private Rename() {}

    /** Moves {@code from} to {@code to}. {@code EEXIST} if there is something at {@code to}. */
    public static void noReplace(String from, String to) throws ErrnoException {
        call(from, to, RENAME_NOREPLACE);
    }

    /** Gives each of two files the name of the other, at once. {@code ENOENT} unless both are there. */
    public static void exchange(String one, String other) throws ErrnoException {
        call(one, other, RENAME_EXCHANGE);
    }

    private static void call(String from, String to, int flags) throws ErrnoException {
        OffHeap name = OffHeap.cString(to);
        name.lend(address -> PathCall.at("renameat2", Nr.RENAMEAT2, from, AT_FDCWD, address, flags));
    }
}
