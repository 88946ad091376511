package dev.ferry.linux.net;

import static dev.ferry.linux.abi.SockAddr.SIZEOF_SOCKADDR_STORAGE;
import static dev.ferry.linux.abi.Sockets.SHUT_RD;
import static dev.ferry.linux.abi.Sockets.SHUT_RDWR;
import static dev.ferry.linux.abi.Sockets.SHUT_WR;
import static dev.ferry.linux.abi.Sockets.SOCK_CLOEXEC;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Un;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/** socket(2) and the calls that make a socket what it is. Numbers are {@code AF_*} and {@code SOCK_*} of {@code abi.Sockets}. */
public final class Socket {
    private Socket() {}

    /**
     * Two sockets that are each other's peer.
     *
     * @param first one end
     * @param second the other
     */
    public record Pair(Fd first, Fd second) implements AutoCloseable {
        @Override
        public void close() {
            try (first) {
                second.close();
            }
        }
    }

    /** A new socket, close-on-exec here; {@code type} may include {@code SOCK_NONBLOCK}. */
    public static Fd create(int family, int type, int protocol) throws ErrnoException {
        return Fd.own(Syscall.call("socket", Nr.SOCKET, family, type | SOCK_CLOEXEC, protocol));
    }

    /** socketpair(2): two connected sockets, in practice of {@code AF_UNIX}. */
    public static Pair pair(int family, int type, int protocol) throws ErrnoException {
        OffHeap ends = OffHeap.allocate(2 * Integer.BYTES);
        ends.lend(out -> Syscall.call("socketpair", Nr.SOCKETPAIR, family, type | SOCK_CLOEXEC, protocol, out));
        return new Pair(Fd.own(ends.bytes().getInt(0)), Fd.own(ends.bytes().getInt(Integer.BYTES)));
    }

    /** bind(2). {@code EADDRINUSE} if somebody has the address, {@code EADDRNOTAVAIL} if this host does not have it. */
    public static void bind(Fd socket, SockAddress address) throws ErrnoException {
        OffHeap sockaddr = address.encode();
        int length = sockaddr.bytes().capacity();
        sockaddr.lend(in -> Syscall.call("bind[" + address + "]", Nr.BIND, socket.number(), in, length));
    }

    /** listen(2); again with another backlog changes the backlog. */
    public static void listen(Fd socket, int backlog) throws ErrnoException {
        Syscall.call("listen", Nr.LISTEN, socket.number(), backlog);
    }

    /** connect(2). Waits for the peer unless the socket is {@code SOCK_NONBLOCK} ({@code EINPROGRESS}, or {@code EAGAIN} for unix). */
    public static void connect(Fd socket, SockAddress address) throws ErrnoException {
        OffHeap sockaddr = address.encode();
        int length = sockaddr.bytes().capacity();
        sockaddr.lend(in -> Syscall.call("connect[" + address + "]", Nr.CONNECT, socket.number(), in, length));
    }

    /** accept4(2): takes one connection from the queue; {@code flags} may be {@code SOCK_NONBLOCK}. Waits unless the listener is non-blocking. */
    public static Fd accept(Fd listener, int flags) throws ErrnoException {
        return Fd.own(Syscall.call("accept4", Nr.ACCEPT4, listener.number(), 0, 0, flags | SOCK_CLOEXEC));
    }

    /** getsockname(2): the socket's own address. {@code ENOTSOCK} if it is no socket. */
    public static SockAddress name(Fd socket) throws ErrnoException {
        return address("getsockname", Nr.GETSOCKNAME, socket);
    }

    /** getpeername(2): the address of the peer. {@code ENOTCONN} if there is none. */
    public static SockAddress peer(Fd socket) throws ErrnoException {
        return address("getpeername", Nr.GETPEERNAME, socket);
    }

    /**
     * SIOCUNIXFILE of unix(7), since Linux 4.11: a handle ({@code O_PATH}) of the file that a unix socket is bound to, whatever has become
     * of its name. {@code EPERM} without CAP_NET_ADMIN, {@code ENOENT} if it has no path.
     */
    public static Fd boundFile(Fd socket) throws ErrnoException {
        return Fd.own(Syscall.call("ioctl[SIOCUNIXFILE]", Nr.IOCTL, socket.number(), Un.SIOCUNIXFILE, 0));
    }

    /** shutdown(2) of the receiving direction. */
    public static void shutdownRead(Fd socket) throws ErrnoException {
        shutdown(socket, SHUT_RD);
    }

    /** shutdown(2) of the sending direction: the peer reads the end. */
    public static void shutdownWrite(Fd socket) throws ErrnoException {
        shutdown(socket, SHUT_WR);
    }

    /** shutdown(2) of both directions. */
    public static void shutdownBoth(Fd socket) throws ErrnoException {
        shutdown(socket, SHUT_RDWR);
    }

    private static void shutdown(Fd socket, int how) throws ErrnoException {
        Syscall.call("shutdown", Nr.SHUTDOWN, socket.number(), how);
    }

    private static SockAddress address(String call, long number, Fd socket) throws ErrnoException {
        OffHeap sockaddr = OffHeap.allocate(SIZEOF_SOCKADDR_STORAGE);
        OffHeap length = OffHeap.allocate(Integer.BYTES);
        length.bytes().putInt(0, SIZEOF_SOCKADDR_STORAGE);
        sockaddr.lend(out -> length.lend(size -> Syscall.call(call, number, socket.number(), out, size)));
        return SockAddress.decode(sockaddr.bytes(), length.bytes().getInt(0));
    }
}
