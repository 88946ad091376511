package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.IPPROTO_TCP;
import static dev.ferry.linux.abi.Tcp.SIZEOF_TCP_INFO;
import static dev.ferry.linux.abi.Tcp.TCPI_BYTES_ACKED;
import static dev.ferry.linux.abi.Tcp.TCPI_BYTES_RECEIVED;
import static dev.ferry.linux.abi.Tcp.TCPI_OPTIONS;
import static dev.ferry.linux.abi.Tcp.TCPI_RCV_MSS;
import static dev.ferry.linux.abi.Tcp.TCPI_SACKED;
import static dev.ferry.linux.abi.Tcp.TCPI_SEGS_IN;
import static dev.ferry.linux.abi.Tcp.TCPI_SEGS_OUT;
import static dev.ferry.linux.abi.Tcp.TCPI_SND_MSS;
import static dev.ferry.linux.abi.Tcp.TCPI_STATE;
import static dev.ferry.linux.abi.Tcp.TCPI_UNACKED;
import static dev.ferry.linux.abi.Tcp.TCP_INFO;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.internal.OffHeap;
import java.nio.ByteBuffer;

/**
 * TCP_INFO of tcp(7): where a TCP socket stands.
 *
 * @param state its state
 * @param sendMss largest segment sent, bytes
 * @param receiveMss largest segment received, bytes
 * @param unacked segments sent and not confirmed; for a listener see {@link #acceptQueue}
 * @param sacked segments confirmed out of order; for a listener see {@link #backlog}
 * @param options what both ends have agreed upon, {@code TCPI_OPT_*}
 * @param sendScale by how many bits the windows that the peer announces are shifted
 * @param receiveScale by how many bits those are shifted that it announces itself
 * @param wasConnected whether it ever was, also if the connection has ended since
 */
public record TcpInfo(
        State state,
        int sendMss,
        int receiveMss,
        int unacked,
        int sacked,
        int options,
        int sendScale,
        int receiveScale,
        boolean wasConnected) {
    /** Timestamps in every segment. */
    public static final int TCPI_OPT_TIMESTAMPS = 1;
    /** Selective acknowledgements. */
    public static final int TCPI_OPT_SACK = 2;
    /** Windows are shifted. */
    public static final int TCPI_OPT_WSCALE = 4;

    /** A byte of two numbers of four bits, which have no offset in C. */
    private static final int TCPI_WSCALE = TCPI_OPTIONS + 1;

    private static final SocketOption<Integer> OPTION =
            new SocketOption<>("TCP_INFO", IPPROTO_TCP, TCP_INFO, Codec.NUMBER);

    /** States of a TCP socket, numbered from 1 as in the kernel's {@code include/net/tcp_states.h}. */
    public enum State {
        ESTABLISHED(1),
        SYN_SENT(2),
        SYN_RECV(3),
        FIN_WAIT1(4),
        FIN_WAIT2(5),
        TIME_WAIT(6),
        CLOSE(7),
        CLOSE_WAIT(8),
        LAST_ACK(9),
        LISTEN(10),
        CLOSING(11),
        NEW_SYN_RECV(12);

        private final int code;

        State(int code) {
            this.code = code;
        }

        /** The state with the kernel's number {@code code}. */
        public static State of(int code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            throw new IllegalStateException("the kernel names an unknown TCP state: " + code);
        }

        /** The kernel's number. */
        public int code() {
            return code;
        }
    }

    /** Asks the kernel. {@code ENOPROTOOPT} or {@code EOPNOTSUPP} if it is no TCP socket. */
    public static TcpInfo of(Fd socket) throws ErrnoException {
        OffHeap info = OffHeap.allocate(SIZEOF_TCP_INFO);
        OPTION.read(socket, info);
        ByteBuffer bytes = info.bytes();
        return new TcpInfo(
                State.of(bytes.get(TCPI_STATE)),
                bytes.getInt(TCPI_SND_MSS),
                bytes.getInt(TCPI_RCV_MSS),
                bytes.getInt(TCPI_UNACKED),
                bytes.getInt(TCPI_SACKED),
                bytes.get(TCPI_OPTIONS),
                bytes.get(TCPI_WSCALE) & 0xf,
                bytes.get(TCPI_WSCALE) >> 4 & 0xf,
                wasConnected(bytes));
    }

    /**
     * A SYN that was answered is a confirmed byte. An accepted connection begins with what ended the handshake, and has sent nothing; one
     * that was never made has sent at least the SYN.
     */
    private static boolean wasConnected(ByteBuffer bytes) {
        return bytes.getLong(TCPI_BYTES_ACKED) != 0
                || bytes.getLong(TCPI_BYTES_RECEIVED) != 0
                || (bytes.getInt(TCPI_SEGS_IN) != 0 && bytes.getInt(TCPI_SEGS_OUT) == 0);
    }

    /** How many connections wait for accept(2), of a listener. */
    public int acceptQueue() {
        requireListener();
        return unacked;
    }

    /** How many may wait, of a listener; what listen(2) got, cut to {@code net.core.somaxconn}. */
    public int backlog() {
        requireListener();
        return sacked;
    }

    private void requireListener() {
        if (state != State.LISTEN) {
            throw new IllegalStateException("a TCP socket in state " + state + " has no accept queue");
        }
    }
}
