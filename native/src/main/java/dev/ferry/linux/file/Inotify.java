package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Inotify.IN_CLOEXEC;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/** inotify(7): events of files and directories. The kernel numbers watches upwards from 1 and never uses a number twice. */
public final class Inotify {
    private Inotify() {}

    /** inotify_init1(2) with {@code IN_NONBLOCK} or 0. */
    public static Fd create(int flags) throws ErrnoException {
        return Fd.own(Syscall.call("inotify_init1", Nr.INOTIFY_INIT1, flags | IN_CLOEXEC));
    }

    /** Watches the file at {@code path} for {@code IN_*} events and returns the watch's number. {@code ENOENT} if it is not there. */
    public static int addWatch(Fd inotify, String path, int events) throws ErrnoException {
        OffHeap name = OffHeap.cString(path);
        String call = "inotify_add_watch[" + path + "]";
        return (int) name.lend(
                in -> Syscall.call(call, Nr.INOTIFY_ADD_WATCH, inotify.number(), in, Integer.toUnsignedLong(events)));
    }

    /** Ends a watch. {@code EINVAL} if there is none of that number. */
    public static void removeWatch(Fd inotify, int watch) throws ErrnoException {
        Syscall.call("inotify_rm_watch", Nr.INOTIFY_RM_WATCH, inotify.number(), watch);
    }
}
