package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Msghdr.CMSG_LEVEL;
import static dev.ferry.linux.abi.Msghdr.CMSG_TYPE;
import static dev.ferry.linux.abi.Msghdr.IOV_BASE;
import static dev.ferry.linux.abi.Msghdr.IOV_LEN;
import static dev.ferry.linux.abi.Msghdr.MSG_CONTROL;
import static dev.ferry.linux.abi.Msghdr.MSG_CONTROLLEN;
import static dev.ferry.linux.abi.Msghdr.MSG_FLAGS;
import static dev.ferry.linux.abi.Msghdr.MSG_IOV;
import static dev.ferry.linux.abi.Msghdr.MSG_IOVLEN;
import static dev.ferry.linux.abi.Msghdr.MSG_NAME;
import static dev.ferry.linux.abi.Msghdr.MSG_NAMELEN;
import static dev.ferry.linux.abi.Msghdr.SIZEOF_CMSGHDR;
import static dev.ferry.linux.abi.Msghdr.SIZEOF_IOVEC;
import static dev.ferry.linux.abi.Msghdr.SIZEOF_MSGHDR;
import static dev.ferry.linux.abi.SockAddr.SIZEOF_SOCKADDR_STORAGE;
import static dev.ferry.linux.abi.Sockets.MSG_CMSG_CLOEXEC;
import static dev.ferry.linux.abi.Sockets.MSG_CTRUNC;
import static dev.ferry.linux.abi.Sockets.MSG_DONTWAIT;
import static dev.ferry.linux.abi.Sockets.MSG_PEEK;
import static dev.ferry.linux.abi.Sockets.MSG_TRUNC;
import static dev.ferry.linux.abi.Sockets.SCM_PIDFD;
import static dev.ferry.linux.abi.Sockets.SCM_RIGHTS;
import static dev.ferry.linux.abi.Sockets.SOL_SOCKET;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * One message in the queue of a unix socket.
 *
 * @param data its bytes
 * @param sender the name of the socket that sent it, {@code UnixUnnamed} or of family 0 if it has none
 * @param passed duplicates of the descriptors that travel with it; closing the message closes them
 */
public record UnixMessage(Octets data, SockAddress sender, List<Fd> passed) implements AutoCloseable {
    private static final Errno EFAULT = new Errno(14);
    private static final int CONTROL_SIZE = 8192;
    private static final int LARGEST_PACKET = 1 << 28;

    /** Looks at the next message at the socket's peek offset and moves that on; {@code EAGAIN} behind the last one. */
    static UnixMessage peek(Fd socket, int size) throws IOException {
        int offset = SocketOption.PEEK_OFF.get(socket);
        Reception reception = Reception.of(socket, size);
        if (reception.length <= size) {
            return reception.message();
        }
        reception.passed.forEach(Fd::close);
        if (reception.length > LARGEST_PACKET) {
            throw new IOException(
                    "a packet of " + reception.length + " bytes in the unix socket " + socket + " is too large");
        }
        SocketOption.PEEK_OFF.set(socket, offset);
        return peek(socket, (int) reception.length);
    }

    /**
     * How many of the next {@code length} bytes of a stream come before what was sent last of them. The kernel hands out descriptors also
     * for fewer bytes than lie before them, but it copies what was sent at once as a whole: there is no memory for the last byte.
     */
    static int bytesBeforeLast(Fd socket, int length) throws ErrnoException {
        OffHeap data = OffHeap.allocate(length);
        OffHeap iovecs = OffHeap.allocate(2 * SIZEOF_IOVEC);
        iovecs.bytes().putLong(IOV_LEN, length - 1).putLong(SIZEOF_IOVEC + IOV_LEN, 1);
        OffHeap header = OffHeap.allocate(SIZEOF_MSGHDR);
        header.bytes().putLong(MSG_IOVLEN, 2);
        try {
            return (int) header.lend(message -> data.lend(base -> iovecs.lend(vector -> {
                iovecs.bytes().putLong(IOV_BASE, base);
                header.bytes().putLong(MSG_IOV, vector);
                return Syscall.call("recvmsg[MSG_PEEK]", Nr.RECVMSG, socket.number(), message, MSG_PEEK | MSG_DONTWAIT);
            })));
        } catch (ErrnoException e) {
            if (e.is(EFAULT)) {
                return 0;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        passed.forEach(Fd::close);
    }

    /** What one recvmsg(2) brought; {@code length} is the packet's, which may be more than there was room for. */
    private record Reception(OffHeap data, long length, SockAddress sender, List<Fd> passed) {
        static Reception of(Fd socket, int size) throws IOException {
            OffHeap data = OffHeap.allocate(size);
            OffHeap name = OffHeap.allocate(SIZEOF_SOCKADDR_STORAGE);
            OffHeap control = OffHeap.allocate(CONTROL_SIZE);
            OffHeap iovec = OffHeap.allocate(SIZEOF_IOVEC);
            iovec.bytes().putLong(IOV_LEN, size);
            OffHeap header = OffHeap.allocate(SIZEOF_MSGHDR);
            header.bytes().putInt(MSG_NAMELEN, SIZEOF_SOCKADDR_STORAGE);
            header.bytes().putLong(MSG_IOVLEN, 1).putLong(MSG_CONTROLLEN, CONTROL_SIZE);

            int flags = MSG_PEEK | MSG_DONTWAIT | MSG_TRUNC | MSG_CMSG_CLOEXEC;
            long length = header.lend(message ->
                    data.lend(base -> name.lend(from -> control.lend(extra -> iovec.lend(vector -> {
                        iovec.bytes().putLong(IOV_BASE, base);
                        header.bytes()
                                .putLong(MSG_NAME, from)
                                .putLong(MSG_CONTROL, extra)
                                .putLong(MSG_IOV, vector);
                        return Syscall.call("recvmsg[MSG_PEEK]", Nr.RECVMSG, socket.number(), message, flags);
                    })))));
            List<Fd> passed = passed(control.bytes(), header.bytes().getLong(MSG_CONTROLLEN));
            if ((header.bytes().getInt(MSG_FLAGS) & MSG_CTRUNC) != 0) {
                passed.forEach(Fd::close);
                throw new IOException("not all descriptors queued in the unix socket " + socket
                        + " could be copied; is the limit of open files (ulimit -n) reached?");
            }
            SockAddress sender = SockAddress.decode(name.bytes(), header.bytes().getInt(MSG_NAMELEN));
            return new Reception(data, length, sender, passed);
        }

        UnixMessage message() {
            return new UnixMessage(Octets.of(data.toArray(0, (int) length)), sender, List.copyOf(passed));
        }

        /** Walks the control messages, see cmsg(3): each starts at a multiple of eight bytes. */
        private static List<Fd> passed(ByteBuffer control, long controlLength) {
            List<Fd> passed = new ArrayList<>();
            int end = (int) Math.min(controlLength, control.capacity());
            for (int at = 0; at + SIZEOF_CMSGHDR <= end; ) {
                int length = (int) Math.min(control.getLong(at), end - at);
                if (length < SIZEOF_CMSGHDR) {
                    return passed;
                }
                take(control, at, length, passed);
                at += (length + 7) & ~7;
            }
            return passed;
        }

        private static void take(ByteBuffer control, int at, int length, List<Fd> passed) {
            if (control.getInt(at + CMSG_LEVEL) != SOL_SOCKET) {
                return;
            }
            int type = control.getInt(at + CMSG_TYPE);
            if (type == SCM_RIGHTS) {
                for (int fd = at + SIZEOF_CMSGHDR; fd + Integer.BYTES <= at + length; fd += Integer.BYTES) {
                    passed.add(Fd.own(control.getInt(fd)));
                }
            } else if (type == SCM_PIDFD && control.getInt(at + SIZEOF_CMSGHDR) >= 0) {
                Fd.own(control.getInt(at + SIZEOF_CMSGHDR)).close();
            }
        }
    }
}
