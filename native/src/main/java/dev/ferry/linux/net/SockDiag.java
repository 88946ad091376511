package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.AF_NETLINK;
import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.MSG_DONTWAIT;
import static dev.ferry.linux.abi.Sockets.SOCK_RAW;
import static dev.ferry.linux.abi.UnixDiag.NETLINK_SOCK_DIAG;
import static dev.ferry.linux.abi.UnixDiag.NLMSG_ERROR;
import static dev.ferry.linux.abi.UnixDiag.NLM_F_REQUEST;
import static dev.ferry.linux.abi.UnixDiag.SIZEOF_NLMSGHDR;
import static dev.ferry.linux.abi.UnixDiag.SIZEOF_UNIX_DIAG_MSG;
import static dev.ferry.linux.abi.UnixDiag.SIZEOF_UNIX_DIAG_REQ;
import static dev.ferry.linux.abi.UnixDiag.SOCK_DIAG_BY_FAMILY;
import static dev.ferry.linux.abi.UnixDiag.UDIAG_SHOW_ICONS;
import static dev.ferry.linux.abi.UnixDiag.UDIAG_SHOW_NAME;
import static dev.ferry.linux.abi.UnixDiag.UDIAG_SHOW_PEER;
import static dev.ferry.linux.abi.UnixDiag.UDIAG_SHOW_RQLEN;
import static dev.ferry.linux.abi.UnixDiag.UDIAG_SHOW_VFS;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;

/**
 * sock_diag(7): asks the kernel about unix sockets by inode number. It sees the network namespace in which it was opened, and
 * nothing else.
 */
public final class SockDiag implements AutoCloseable {
    private static final int ANSWER_SIZE = 1 << 20;
    private static final int SHOW =
            UDIAG_SHOW_NAME | UDIAG_SHOW_VFS | UDIAG_SHOW_PEER | UDIAG_SHOW_ICONS | UDIAG_SHOW_RQLEN;
    private static final int NO_COOKIE = -1;
    private static final int ALL_STATES = -1;

    private final Fd netlink;
    private int sequence;

    private SockDiag(Fd netlink) {
        this.netlink = netlink;
    }

    /** Opens it in the network namespace of the calling thread. {@code EPROTONOSUPPORT} if the kernel was built without. */
    public static SockDiag open() throws ErrnoException {
        return new SockDiag(Socket.create(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG));
    }

    /**
     * The unix socket whose inode number is {@code inode}. {@code ENOENT} if this namespace has none, or if the kernel was built without
     * {@code unix_diag}.
     */
    public UnixSocket unix(long inode) throws IOException {
        if (inode >>> 32 != 0) {
            throw new IllegalArgumentException("socket inodes have 32 bits: " + inode);
        }
        send(request((int) inode));
        OffHeap answer = OffHeap.allocate(ANSWER_SIZE);
        int length = (int) answer.lend(
                into -> Syscall.call("recvfrom", Nr.RECVFROM, netlink.number(), into, ANSWER_SIZE, MSG_DONTWAIT, 0, 0));
        requireAnswer(answer, length, inode);
        return UnixSocket.decode(
                answer.bytes().limit(Math.min(length, answer.bytes().getInt(0))));
    }

    private OffHeap request(int inode) {
        OffHeap request = OffHeap.allocate(SIZEOF_NLMSGHDR + SIZEOF_UNIX_DIAG_REQ);
        sequence++;
        request.bytes().putInt(request.bytes().capacity()).putShort((short) SOCK_DIAG_BY_FAMILY);
        request.bytes().putShort((short) NLM_F_REQUEST).putInt(sequence).putInt(0);
        request.bytes().put((byte) AF_UNIX).put((byte) 0).putShort((short) 0);
        request.bytes()
                .putInt(ALL_STATES)
                .putInt(inode)
                .putInt(SHOW)
                .putInt(NO_COOKIE)
                .putInt(NO_COOKIE);
        return request;
    }

    private void send(OffHeap request) throws ErrnoException {
        int length = request.bytes().capacity();
        request.lend(from -> Syscall.call("sendto", Nr.SENDTO, netlink.number(), from, length, 0, 0, 0));
    }

    private void requireAnswer(OffHeap answer, int length, long inode) throws IOException {
        if (length < SIZEOF_NLMSGHDR + SIZEOF_UNIX_DIAG_MSG || answer.bytes().getInt(8) != sequence) {
            throw new IOException("sock_diag gave no answer about the unix socket with inode " + inode);
        }
        if (answer.bytes().getShort(4) == NLMSG_ERROR) {
            throw new ErrnoException(
                    "sock_diag[unix inode " + inode + "]",
                    new Errno(-answer.bytes().getInt(SIZEOF_NLMSGHDR)));
        }
    }

    @Override
    public void close() {
        netlink.close();
    }
}
