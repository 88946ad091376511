package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Msghdr.CMSG_LEVEL;
import static dev.ferry.linux.abi.Msghdr.CMSG_TYPE;
import static dev.ferry.linux.abi.Msghdr.IOV_BASE;
import static dev.ferry.linux.abi.Msghdr.IOV_LEN;
import static dev.ferry.linux.abi.Msghdr.MSG_CONTROL;
import static dev.ferry.linux.abi.Msghdr.MSG_CONTROLLEN;
import static dev.ferry.linux.abi.Msghdr.MSG_IOV;
import static dev.ferry.linux.abi.Msghdr.MSG_IOVLEN;
import static dev.ferry.linux.abi.Msghdr.SIZEOF_CMSGHDR;
import static dev.ferry.linux.abi.Msghdr.SIZEOF_IOVEC;
import static dev.ferry.linux.abi.Msghdr.SIZEOF_MSGHDR;
import static dev.ferry.linux.abi.Sockets.MSG_DONTWAIT;
import static dev.ferry.linux.abi.Sockets.MSG_NOSIGNAL;
import static dev.ferry.linux.abi.Sockets.SCM_RIGHTS;
import static dev.ferry.linux.abi.Sockets.SOL_SOCKET;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.util.List;

/** sendmsg(2) on a connected unix socket: puts back what {@link UnixPeek} has found. Never waits. */
public final class UnixSend {
    private UnixSend() {}

    /**
     * Sends {@code data} with duplicates of {@code passed} (at most 253) and returns how many bytes went; a stream may take fewer.
     * {@code EAGAIN} if the peer's queue is full, {@code EPIPE} or {@code ECONNREFUSED} if it is gone.
     */
    public static int message(Fd socket, Octets data, List<Fd> passed) throws ErrnoException {
        OffHeap content = OffHeap.copyOf(data.toArray());
        OffHeap rights = rights(passed);
        OffHeap iovec = OffHeap.allocate(SIZEOF_IOVEC);
        iovec.bytes().putLong(IOV_LEN, data.length());
        OffHeap header = OffHeap.allocate(SIZEOF_MSGHDR);
        header.bytes().putLong(MSG_IOVLEN, 1);
        header.bytes()
                .putLong(MSG_CONTROLLEN, passed.isEmpty() ? 0 : rights.bytes().capacity());
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        return (int) header.lend(message -> content.lend(base -> rights.lend(control -> iovec.lend(vector -> {
            iovec.bytes().putLong(IOV_BASE, base);
            header.bytes().putLong(MSG_CONTROL, control).putLong(MSG_IOV, vector);
            return Syscall.call("sendmsg", Nr.SENDMSG, socket.number(), message, flags);
        }))));
    }

    private static OffHeap rights(List<Fd> passed) {
        int length = SIZEOF_CMSGHDR + passed.size() * Integer.BYTES;
        OffHeap rights = OffHeap.allocate((length + 7) & ~7);
        rights.bytes().putLong(0, length);
        rights.bytes().putInt(CMSG_LEVEL, SOL_SOCKET).putInt(CMSG_TYPE, SCM_RIGHTS);
        int at = SIZEOF_CMSGHDR;
        for (Fd fd : passed) {
            rights.bytes().putInt(at, fd.number());
            at += Integer.BYTES;
        }
        return rights;
    }
}
