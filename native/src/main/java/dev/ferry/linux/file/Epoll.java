package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Epoll.DATA;
import static dev.ferry.linux.abi.Epoll.EPOLL_CLOEXEC;
import static dev.ferry.linux.abi.Epoll.EPOLL_CTL_ADD;
import static dev.ferry.linux.abi.Epoll.EPOLL_CTL_DEL;
import static dev.ferry.linux.abi.Epoll.EPOLL_CTL_MOD;
import static dev.ferry.linux.abi.Epoll.EVENTS;
import static dev.ferry.linux.abi.Epoll.SIZEOF_EPOLL_EVENT;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/**
 * epoll(7). The kernel keys a watch by open file <em>and</em> number, so one added here is known under this JVM's number: for a
 * target it has to be added inside the target.
 */
public final class Epoll {
    private Epoll() {}

    /** epoll_create1(2). */
    public static Fd create() throws ErrnoException {
        return Fd.own(Syscall.call("epoll_create1", Nr.EPOLL_CREATE1, EPOLL_CLOEXEC));
    }

    /**
     * Watches {@code watched}. {@code EEXIST} if it already is, {@code EPERM} if it cannot be (a regular file).
     *
     * @param events {@code EPOLL*} of {@code abi.Epoll}
     * @param data what the waiter gets back
     */
    public static void add(Fd epoll, Fd watched, int events, long data) throws ErrnoException {
        control("epoll_ctl[ADD]", EPOLL_CTL_ADD, epoll, watched, events, data);
    }

    /** Changes a watch, also one that {@code EPOLLONESHOT} has silenced. {@code ENOENT} if there is none. */
    public static void modify(Fd epoll, Fd watched, int events, long data) throws ErrnoException {
        control("epoll_ctl[MOD]", EPOLL_CTL_MOD, epoll, watched, events, data);
    }

    /** Ends a watch. {@code ENOENT} if there is none. */
    public static void delete(Fd epoll, Fd watched) throws ErrnoException {
        control("epoll_ctl[DEL]", EPOLL_CTL_DEL, epoll, watched, 0, 0);
    }

    private static void control(String call, int operation, Fd epoll, Fd watched, int events, long data)
            throws ErrnoException {
        OffHeap event = OffHeap.allocate(SIZEOF_EPOLL_EVENT);
        event.bytes().putInt(EVENTS, events).putLong(DATA, data);
        event.lend(in -> Syscall.call(call, Nr.EPOLL_CTL, epoll.number(), operation, watched.number(), in));
    }
}
