package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Inotify.EVENT_LEN;
import static dev.ferry.linux.abi.Inotify.EVENT_MASK;
import static dev.ferry.linux.abi.Inotify.IN_CLOEXEC;
import static dev.ferry.linux.abi.Inotify.IN_DELETE_SELF;
import static dev.ferry.linux.abi.Inotify.IN_IGNORED;
import static dev.ferry.linux.abi.Inotify.SIZEOF_EVENT;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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

    /** Takes all events out of an instance that does not block; says whether there were others than IN_IGNORED. */
    public static boolean drain(Fd inotify) throws ErrnoException {
        boolean others = false;
        for (int queued = Pipe.queued(inotify); queued > 0; queued = Pipe.queued(inotify)) {
            ByteBuffer events = ByteBuffer.allocateDirect(queued).order(ByteOrder.nativeOrder());
            Read.some(inotify, events);
            for (int at = 0; at < events.position(); at += SIZEOF_EVENT + events.getInt(at + EVENT_LEN)) {
                others |= events.getInt(at + EVENT_MASK) != IN_IGNORED;
            }
        }
        return others;
    }

    /**
     * Brings the queue of an instance that does not block to where there is one IN_Q_OVERFLOW in it and nothing else: it is filled
     * with IN_IGNORED until nothing more fits, and all but the last event are taken out. Uses up numbers of watches.
     *
     * @param unwatched something that the instance does not watch
     */
    public static void overflow(Fd inotify, String unwatched) throws ErrnoException {
        for (int before = -1; before != Pipe.queued(inotify); ) {
            before = Pipe.queued(inotify);
            removeWatch(inotify, addWatch(inotify, unwatched, IN_DELETE_SELF));
        }
        int rest = Pipe.queued(inotify) - SIZEOF_EVENT;
        if (rest > 0) {
            Read.some(inotify, ByteBuffer.allocateDirect(rest));
        }
    }

    /** Ends a watch. {@code EINVAL} if there is none of that number. */
    public static void removeWatch(Fd inotify, int watch) throws ErrnoException {
        Syscall.call("inotify_rm_watch", Nr.INOTIFY_RM_WATCH, inotify.number(), watch);
    }
}
