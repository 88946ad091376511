package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.SOL_SOCKET;
import static dev.ferry.linux.abi.Sockets.SO_ACCEPTCONN;
import static dev.ferry.linux.abi.Sockets.SO_BINDTODEVICE;
import static dev.ferry.linux.abi.Sockets.SO_BROADCAST;
import static dev.ferry.linux.abi.Sockets.SO_BUF_LOCK;
import static dev.ferry.linux.abi.Sockets.SO_DOMAIN;
import static dev.ferry.linux.abi.Sockets.SO_DONTROUTE;
import static dev.ferry.linux.abi.Sockets.SO_ERROR;
import static dev.ferry.linux.abi.Sockets.SO_KEEPALIVE;
import static dev.ferry.linux.abi.Sockets.SO_LINGER;
import static dev.ferry.linux.abi.Sockets.SO_MARK;
import static dev.ferry.linux.abi.Sockets.SO_NO_CHECK;
import static dev.ferry.linux.abi.Sockets.SO_OOBINLINE;
import static dev.ferry.linux.abi.Sockets.SO_PASSCRED;
import static dev.ferry.linux.abi.Sockets.SO_PASSSEC;
import static dev.ferry.linux.abi.Sockets.SO_PEEK_OFF;
import static dev.ferry.linux.abi.Sockets.SO_PEERCRED;
import static dev.ferry.linux.abi.Sockets.SO_PRIORITY;
import static dev.ferry.linux.abi.Sockets.SO_PROTOCOL;
import static dev.ferry.linux.abi.Sockets.SO_RCVBUF;
import static dev.ferry.linux.abi.Sockets.SO_RCVBUFFORCE;
import static dev.ferry.linux.abi.Sockets.SO_RCVLOWAT;
import static dev.ferry.linux.abi.Sockets.SO_RCVTIMEO;
import static dev.ferry.linux.abi.Sockets.SO_REUSEADDR;
import static dev.ferry.linux.abi.Sockets.SO_REUSEPORT;
import static dev.ferry.linux.abi.Sockets.SO_SNDBUF;
import static dev.ferry.linux.abi.Sockets.SO_SNDBUFFORCE;
import static dev.ferry.linux.abi.Sockets.SO_SNDTIMEO;
import static dev.ferry.linux.abi.Sockets.SO_TIMESTAMP;
import static dev.ferry.linux.abi.Sockets.SO_TYPE;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.time.Duration;
import java.util.List;

/**
 * One option of a socket, with the type of its value: {@code SO_KEEPALIVE.get(fd)}. Those of SOL_SOCKET are here, see socket(7); others in
 * {@link IpOption}, {@link Ipv6Option} and {@link TcpOption}. {@code ENOPROTOOPT} if this socket does not have it, also when an option that
 * can only be read is set.
 *
 * @param <T> what the value is
 */
public final class SocketOption<T> {
    /** SOCK_STREAM, SOCK_DGRAM... (read only). */
    public static final SocketOption<Integer> TYPE = number("SO_TYPE", SO_TYPE);
    /** The protocol given to socket(2), or chosen by the kernel (read only). */
    public static final SocketOption<Integer> PROTOCOL = number("SO_PROTOCOL", SO_PROTOCOL);
    /** The address family (read only). */
    public static final SocketOption<Integer> DOMAIN = number("SO_DOMAIN", SO_DOMAIN);
    /** Whether it listens (read only). */
    public static final SocketOption<Boolean> ACCEPTCONN = flag("SO_ACCEPTCONN", SO_ACCEPTCONN);

    /** The pending error, an errno; reading it takes it away. */
    public static final SocketOption<Integer> ERROR = number("SO_ERROR", SO_ERROR);

    public static final SocketOption<Boolean> REUSEADDR = flag("SO_REUSEADDR", SO_REUSEADDR);
    public static final SocketOption<Boolean> REUSEPORT = flag("SO_REUSEPORT", SO_REUSEPORT);
    public static final SocketOption<Boolean> KEEPALIVE = flag("SO_KEEPALIVE", SO_KEEPALIVE);
    public static final SocketOption<Boolean> DONTROUTE = flag("SO_DONTROUTE", SO_DONTROUTE);
    /** Sends datagrams without checksums. */
    public static final SocketOption<Boolean> NO_CHECK = flag("SO_NO_CHECK", SO_NO_CHECK);

    public static final SocketOption<Boolean> BROADCAST = flag("SO_BROADCAST", SO_BROADCAST);
    public static final SocketOption<Boolean> OOBINLINE = flag("SO_OOBINLINE", SO_OOBINLINE);
    public static final SocketOption<Boolean> PASSCRED = flag("SO_PASSCRED", SO_PASSCRED);
    public static final SocketOption<Boolean> PASSSEC = flag("SO_PASSSEC", SO_PASSSEC);
    public static final SocketOption<Boolean> TIMESTAMP = flag("SO_TIMESTAMP", SO_TIMESTAMP);
    public static final SocketOption<Integer> PRIORITY = number("SO_PRIORITY", SO_PRIORITY);
    public static final SocketOption<Integer> RCVLOWAT = number("SO_RCVLOWAT", SO_RCVLOWAT);
    /** Needs CAP_NET_ADMIN to set. */
    public static final SocketOption<Integer> MARK = number("SO_MARK", SO_MARK);
    /** Bytes; the kernel doubles what is set and reports the double. */
    public static final SocketOption<Integer> SNDBUF = number("SO_SNDBUF", SO_SNDBUF);
    /** Bytes; the kernel doubles what is set and reports the double. */
    public static final SocketOption<Integer> RCVBUF = number("SO_RCVBUF", SO_RCVBUF);
    /** As SO_SNDBUF above the system's limit (set only, needs CAP_NET_ADMIN). */
    public static final SocketOption<Integer> SNDBUFFORCE = number("SO_SNDBUFFORCE", SO_SNDBUFFORCE);
    /** As SO_RCVBUF above the system's limit (set only, needs CAP_NET_ADMIN). */
    public static final SocketOption<Integer> RCVBUFFORCE = number("SO_RCVBUFFORCE", SO_RCVBUFFORCE);
    /** Which buffer sizes were set by hand: bit 0 sending, bit 1 receiving. Since kernel 5.14. */
    public static final SocketOption<Integer> BUF_LOCK = number("SO_BUF_LOCK", SO_BUF_LOCK);
    /** Where the next MSG_PEEK starts, -1 for off. */
    public static final SocketOption<Integer> PEEK_OFF = number("SO_PEEK_OFF", SO_PEEK_OFF);

    /** Who was at the other end of a unix socket when it was connected: pid, user and group (read only); user -1 if nobody was. */
    public static final SocketOption<List<Integer>> PEERCRED =
            new SocketOption<>("SO_PEERCRED", SOL_SOCKET, SO_PEERCRED, Codec.NUMBERS);

    public static final SocketOption<Linger> LINGER =
            new SocketOption<>("SO_LINGER", SOL_SOCKET, SO_LINGER, Codec.LINGER);
    /** The name of an interface, empty for any; needs CAP_NET_RAW to change. */
    public static final SocketOption<String> BINDTODEVICE =
            new SocketOption<>("SO_BINDTODEVICE", SOL_SOCKET, SO_BINDTODEVICE, Codec.TEXT);
    /** Zero waits for ever; the kernel rounds to its ticks. */
    public static final SocketOption<Duration> RCVTIMEO =
            new SocketOption<>("SO_RCVTIMEO", SOL_SOCKET, SO_RCVTIMEO, Codec.TIMEVAL);
    /** Zero waits for ever; the kernel rounds to its ticks. */
    public static final SocketOption<Duration> SNDTIMEO =
            new SocketOption<>("SO_SNDTIMEO", SOL_SOCKET, SO_SNDTIMEO, Codec.TIMEVAL);

    /** Bytes of the longest value. */
    public static final int LARGEST = 64;

    private final String symbol;
    private final int level;
    private final int number;
    private final Codec<T> codec;

    SocketOption(String symbol, int level, int number, Codec<T> codec) {
        this.symbol = symbol;
        this.level = level;
        this.number = number;
        this.codec = codec;
    }

    private static SocketOption<Boolean> flag(String symbol, int number) {
        return new SocketOption<>(symbol, SOL_SOCKET, number, Codec.FLAG);
    }

    private static SocketOption<Integer> number(String symbol, int number) {
        return new SocketOption<>(symbol, SOL_SOCKET, number, Codec.NUMBER);
    }

    /** getsockopt(2). */
    public T get(Fd socket) throws ErrnoException {
        OffHeap value = OffHeap.allocate(LARGEST);
        int length = read(socket, value);
        return codec.decode(value.bytes(), length);
    }

    /** setsockopt(2). */
    public void set(Fd socket, T value) throws ErrnoException {
        OffHeap encoded = codec.encode(value);
        int length = encoded.bytes().capacity();
        String call = "setsockopt[" + symbol + "]";
        encoded.lend(in -> Syscall.call(call, Nr.SETSOCKOPT, socket.number(), level, number, in, length));
    }

    /** The level of its protocol, as setsockopt(2) takes it. */
    public int level() {
        return level;
    }

    /** Its number within the level. */
    public int number() {
        return number;
    }

    /** The value as the kernel gives it, at most 64 bytes. */
    public Octets raw(Fd socket) throws ErrnoException {
        OffHeap value = OffHeap.allocate(LARGEST);
        int length = Math.min(read(socket, value), LARGEST);
        return Octets.of(value.toArray(0, length));
    }

    /** Sets a value of {@link #raw}. */
    public void setRaw(Fd socket, Octets value) throws ErrnoException {
        OffHeap memory = OffHeap.copyOf(value.toArray());
        String call = "setsockopt[" + symbol + "]";
        memory.lend(in -> Syscall.call(call, Nr.SETSOCKOPT, socket.number(), level, number, in, value.length()));
    }

    /** Reads the raw value and returns its length. */
    int read(Fd socket, OffHeap value) throws ErrnoException {
        OffHeap length = OffHeap.allocate(Integer.BYTES);
        length.bytes().putInt(0, value.bytes().capacity());
        String call = "getsockopt[" + symbol + "]";
        value.lend(out ->
                length.lend(size -> Syscall.call(call, Nr.GETSOCKOPT, socket.number(), level, number, out, size)));
        return length.bytes().getInt(0);
    }

    /** The kernel's name of the option. */
    @Override
    public String toString() {
        return symbol;
    }
}
