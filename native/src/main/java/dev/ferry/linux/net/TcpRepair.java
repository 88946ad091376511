package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.IPPROTO_TCP;
import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.MSG_DONTWAIT;
import static dev.ferry.linux.abi.Sockets.MSG_NOSIGNAL;
import static dev.ferry.linux.abi.Sockets.MSG_PEEK;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;
import static dev.ferry.linux.abi.Tcp.TCP_QUEUE_SEQ;
import static dev.ferry.linux.abi.Tcp.TCP_RECV_QUEUE;
import static dev.ferry.linux.abi.Tcp.TCP_REPAIR;
import static dev.ferry.linux.abi.Tcp.TCP_REPAIR_OFF_NO_WP;
import static dev.ferry.linux.abi.Tcp.TCP_REPAIR_ON;
import static dev.ferry.linux.abi.Tcp.TCP_REPAIR_OPTIONS;
import static dev.ferry.linux.abi.Tcp.TCP_REPAIR_QUEUE;
import static dev.ferry.linux.abi.Tcp.TCP_REPAIR_WINDOW;
import static dev.ferry.linux.abi.Tcp.TCP_SEND_QUEUE;
import static dev.ferry.linux.abi.Tcp.TCP_TIMESTAMP;
import static dev.ferry.linux.net.TcpInfo.TCPI_OPT_SACK;
import static dev.ferry.linux.net.TcpInfo.TCPI_OPT_TIMESTAMPS;
import static dev.ferry.linux.net.TcpInfo.TCPI_OPT_WSCALE;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Ioctls;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * TCP_REPAIR of {@code net/ipv4/tcp.c}: a socket that is in repair sends nothing, connects without asking anybody, and shows and takes its
 * queues and sequence numbers. Closing it then ends the connection without a word to the peer. Needs CAP_NET_ADMIN.
 *
 * <p>The mode belongs to the connection, not to us: its owner can neither send ({@code EINVAL}) nor receive ({@code EPERM}) until somebody
 * ends it, also if we are dead. Entering and leaving it changes SO_REUSEADDR.
 */
public final class TcpRepair {
    /** Where a socket in repair is read and written. */
    public enum Queue {
        RECEIVE(TCP_RECV_QUEUE),
        SEND(TCP_SEND_QUEUE);

        private final int code;

        Queue(int code) {
            this.code = code;
        }
    }

    /**
     * What both sides believe about windows, {@code struct tcp_repair_window}; all are sequence numbers or bytes.
     *
     * @param sendUpdate of the segment that changed the send window last ({@code snd_wl1})
     * @param send the window for sending ({@code snd_wnd})
     * @param largest the largest one that the peer has announced ({@code max_window})
     * @param receive the window for receiving ({@code rcv_wnd})
     * @param receiveUpdate up to where it was announced ({@code rcv_wup})
     */
    public record Window(int sendUpdate, int send, int largest, int receive, int receiveUpdate) {}

    private static final SocketOption<Integer> REPAIR = option("TCP_REPAIR", TCP_REPAIR);
    private static final SocketOption<Integer> QUEUE = option("TCP_REPAIR_QUEUE", TCP_REPAIR_QUEUE);
    private static final SocketOption<Integer> SEQUENCE = option("TCP_QUEUE_SEQ", TCP_QUEUE_SEQ);
    private static final SocketOption<Integer> TIMESTAMP = option("TCP_TIMESTAMP", TCP_TIMESTAMP);
    private static final SocketOption<List<Integer>> WINDOW =
            new SocketOption<>("TCP_REPAIR_WINDOW", IPPROTO_TCP, TCP_REPAIR_WINDOW, Codec.NUMBERS);
    private static final SocketOption<List<Integer>> OPTIONS =
            new SocketOption<>("TCP_REPAIR_OPTIONS", IPPROTO_TCP, TCP_REPAIR_OPTIONS, Codec.NUMBERS);

    private static final int SIZEOF_WINDOW = 5 * Integer.BYTES;

    /** Numbers of options in a TCP header. */
    private static final int TCPOPT_MSS = 2;

    private static final int TCPOPT_WINDOW = 3;
    private static final int TCPOPT_SACK_PERM = 4;
    private static final int TCPOPT_TIMESTAMP = 8;

    private TcpRepair() {}

    private static SocketOption<Integer> option(String symbol, int number) {
        return new SocketOption<>(symbol, IPPROTO_TCP, number, Codec.NUMBER);
    }

    /** Whether this process has the privilege, found out with a socket of its own. */
    public static boolean isPermitted() throws ErrnoException {
        try (Fd socket = Socket.create(AF_INET, SOCK_STREAM, 0)) {
            begin(socket);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EPERM)) {
                return false;
            }
            throw e;
        }
    }

    /** Begins. {@code EPERM} without CAP_NET_ADMIN, or if it listens. */
    public static void begin(Fd socket) throws ErrnoException {
        REPAIR.set(socket, TCP_REPAIR_ON);
    }

    /** Ends it, without the segment that would ask the peer for its window. */
    public static void end(Fd socket) throws ErrnoException {
        REPAIR.set(socket, TCP_REPAIR_OFF_NO_WP);
    }

    /** Ends it and asks the peer, which has to be there, for its window. */
    public static void endAndProbe(Fd socket) throws ErrnoException {
        REPAIR.set(socket, 0);
    }

    /** Whether it is in repair. */
    public static boolean isOn(Fd socket) throws ErrnoException {
        return REPAIR.get(socket) == TCP_REPAIR_ON;
    }

    /** What reading, writing and sequence numbers are about from now on. */
    public static void select(Fd socket, Queue queue) throws ErrnoException {
        QUEUE.set(socket, queue.code);
    }

    /** The number behind the last byte of the selected queue; an end of the stream that was sent or received counts as one byte. */
    public static int sequence(Fd socket) throws ErrnoException {
        return SEQUENCE.get(socket);
    }

    /** Where the selected queue begins. {@code EPERM} once it is connected. */
    public static void setSequence(Fd socket, int number) throws ErrnoException {
        SEQUENCE.set(socket, number);
    }

    /** What it believes about windows. */
    public static Window window(Fd socket) throws ErrnoException {
        OffHeap exactly = OffHeap.allocate(SIZEOF_WINDOW);
        List<Integer> words = Codec.NUMBERS.decode(exactly.bytes(), WINDOW.read(socket, exactly));
        return new Window(words.get(0), words.get(1), words.get(2), words.get(3), words.get(4));
    }

    /** Sets all of it. {@code EINVAL} if the numbers contradict each other or the queues. */
    public static void setWindow(Fd socket, Window window) throws ErrnoException {
        WINDOW.set(
                socket, List.of(window.sendUpdate, window.send, window.largest, window.receive, window.receiveUpdate));
    }

    /** The clock of its timestamps. */
    public static int timestamp(Fd socket) throws ErrnoException {
        return TIMESTAMP.get(socket);
    }

    /** Sets that clock. {@code EPERM} if it is not in repair. */
    public static void setTimestamp(Fd socket, int clock) throws ErrnoException {
        TIMESTAMP.set(socket, clock);
    }

    /**
     * What the handshake has agreed upon.
     *
     * @param agreed {@code TCPI_OPT_*} of {@link TcpInfo}
     */
    public static void setAgreed(Fd socket, int agreed, int segment, int sendScale, int receiveScale)
            throws ErrnoException {
        List<Integer> pairs = new ArrayList<>(List.of(TCPOPT_MSS, segment));
        if ((agreed & TCPI_OPT_WSCALE) != 0) {
            pairs.addAll(List.of(TCPOPT_WINDOW, sendScale | receiveScale << 16));
        }
        if ((agreed & TCPI_OPT_SACK) != 0) {
            pairs.addAll(List.of(TCPOPT_SACK_PERM, 0));
        }
        if ((agreed & TCPI_OPT_TIMESTAMPS) != 0) {
            pairs.addAll(List.of(TCPOPT_TIMESTAMP, 0));
        }
        OPTIONS.set(socket, pairs);
    }

    /** How many bytes, an end included, the peer has not confirmed. */
    public static int unconfirmed(Fd socket) throws ErrnoException {
        return ask("ioctl[SIOCOUTQ]", Ioctls.SIOCOUTQ, socket);
    }

    /** How many of them have not been sent. */
    public static int unsent(Fd socket) throws ErrnoException {
        return ask("ioctl[SIOCOUTQNSD]", Ioctls.SIOCOUTQNSD, socket);
    }

    /** How many bytes wait to be read. */
    public static int unread(Fd socket) throws ErrnoException {
        return ask("ioctl[SIOCINQ]", Ioctls.FIONREAD, socket);
    }

    private static int ask(String call, int request, Fd socket) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(Integer.BYTES);
        answer.lend(out -> Syscall.call(call, Nr.IOCTL, socket.number(), request, out));
        return answer.bytes().getInt(0);
    }

    /** Memory for {@link #peek}, made beforehand because that takes longer than the peek. */
    public static ByteBuffer room(int bytes) {
        return OffHeap.allocate(bytes).bytes();
    }

    /**
     * Looks at a queue from its start, without taking anything out: outside of repair at what was received, within it at the selected
     * queue. The send queue has to fit into {@code room} ({@code EFAULT}). Never waits.
     *
     * @return the first bytes of {@code room}, as many as there were
     */
    public static byte[] peek(Fd socket, ByteBuffer room) throws ErrnoException {
        OffHeap memory = OffHeap.of(room);
        int flags = MSG_PEEK | MSG_DONTWAIT;
        int size = room.capacity();
        try {
            int length = (int) memory.lend(
                    into -> Syscall.call("recvfrom[MSG_PEEK]", Nr.RECVFROM, socket.number(), into, size, flags, 0, 0));
            return memory.toArray(0, length);
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return new byte[0];
            }
            throw e;
        }
    }

    /** Sends {@code bytes} from {@code at} on, or puts them into the selected queue; returns how many went. Never waits. */
    public static int send(Fd socket, byte[] bytes, int at, int length) throws ErrnoException {
        OffHeap memory = OffHeap.allocate(length);
        memory.bytes().put(0, bytes, at, length);
        int flags = MSG_DONTWAIT | MSG_NOSIGNAL;
        return (int) memory.lend(from -> Syscall.call("sendto", Nr.SENDTO, socket.number(), from, length, flags, 0, 0));
    }
}
