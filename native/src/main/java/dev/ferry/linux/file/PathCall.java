package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.AT_FDCWD;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/** Calls whose first two arguments are a directory and a path; an error names the path. */
final class PathCall {
    private PathCall() {}

    static long at(String name, long number, String path, long c, long d, long e) throws ErrnoException {
        return at(name, number, AT_FDCWD, path, c, d, e);
    }

    static long at(String name, long number, int directory, String path, long c, long d, long e) throws ErrnoException {
        String described = name + "[" + path + "]";
        return OffHeap.cString(path).lend(address -> Syscall.call(described, number, directory, address, c, d, e));
    }
}
