package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.IPPROTO_TCP;
import static dev.ferry.linux.abi.Tcp.TCP_CONGESTION;
import static dev.ferry.linux.abi.Tcp.TCP_CORK;
import static dev.ferry.linux.abi.Tcp.TCP_DEFER_ACCEPT;
import static dev.ferry.linux.abi.Tcp.TCP_FASTOPEN;
import static dev.ferry.linux.abi.Tcp.TCP_KEEPCNT;
import static dev.ferry.linux.abi.Tcp.TCP_KEEPIDLE;
import static dev.ferry.linux.abi.Tcp.TCP_KEEPINTVL;
import static dev.ferry.linux.abi.Tcp.TCP_LINGER2;
import static dev.ferry.linux.abi.Tcp.TCP_MAXSEG;
import static dev.ferry.linux.abi.Tcp.TCP_NODELAY;
import static dev.ferry.linux.abi.Tcp.TCP_NOTSENT_LOWAT;
import static dev.ferry.linux.abi.Tcp.TCP_QUICKACK;
import static dev.ferry.linux.abi.Tcp.TCP_SYNCNT;
import static dev.ferry.linux.abi.Tcp.TCP_ULP;
import static dev.ferry.linux.abi.Tcp.TCP_USER_TIMEOUT;
import static dev.ferry.linux.abi.Tcp.TCP_WINDOW_CLAMP;

/** Options of TCP sockets, see tcp(7). Times are seconds unless it says otherwise. */
public final class TcpOption {
    public static final SocketOption<Boolean> NODELAY = option("TCP_NODELAY", TCP_NODELAY, Codec.FLAG);
    public static final SocketOption<Boolean> CORK = option("TCP_CORK", TCP_CORK, Codec.FLAG);
    public static final SocketOption<Boolean> QUICKACK = option("TCP_QUICKACK", TCP_QUICKACK, Codec.FLAG);
    /** Bytes. */
    public static final SocketOption<Integer> MAXSEG = option("TCP_MAXSEG", TCP_MAXSEG, Codec.NUMBER);

    public static final SocketOption<Integer> KEEPIDLE = option("TCP_KEEPIDLE", TCP_KEEPIDLE, Codec.NUMBER);
    public static final SocketOption<Integer> KEEPINTVL = option("TCP_KEEPINTVL", TCP_KEEPINTVL, Codec.NUMBER);
    /** Probes. */
    public static final SocketOption<Integer> KEEPCNT = option("TCP_KEEPCNT", TCP_KEEPCNT, Codec.NUMBER);
    /** Retries. */
    public static final SocketOption<Integer> SYNCNT = option("TCP_SYNCNT", TCP_SYNCNT, Codec.NUMBER);

    public static final SocketOption<Integer> LINGER2 = option("TCP_LINGER2", TCP_LINGER2, Codec.NUMBER);
    /** The kernel rounds it up to its retry times. */
    public static final SocketOption<Integer> DEFER_ACCEPT = option("TCP_DEFER_ACCEPT", TCP_DEFER_ACCEPT, Codec.NUMBER);
    /** Bytes. */
    public static final SocketOption<Integer> WINDOW_CLAMP = option("TCP_WINDOW_CLAMP", TCP_WINDOW_CLAMP, Codec.NUMBER);
    /** Milliseconds. */
    public static final SocketOption<Integer> USER_TIMEOUT = option("TCP_USER_TIMEOUT", TCP_USER_TIMEOUT, Codec.NUMBER);
    /** Length of the queue of a listener. */
    public static final SocketOption<Integer> FASTOPEN = option("TCP_FASTOPEN", TCP_FASTOPEN, Codec.NUMBER);
    /** Bytes. */
    public static final SocketOption<Integer> NOTSENT_LOWAT =
            option("TCP_NOTSENT_LOWAT", TCP_NOTSENT_LOWAT, Codec.NUMBER);
    /** The name of an algorithm; {@code ENOENT} if the kernel does not have it, {@code EPERM} if it is reserved. */
    public static final SocketOption<String> CONGESTION = option("TCP_CONGESTION", TCP_CONGESTION, Codec.TEXT);

    /** The name of what sits on top of TCP, such as {@code tls}; empty if nothing does. */
    public static final SocketOption<String> ULP = option("TCP_ULP", TCP_ULP, Codec.TEXT);

    private TcpOption() {}

    private static <T> SocketOption<T> option(String symbol, int number, Codec<T> codec) {
        return new SocketOption<>(symbol, IPPROTO_TCP, number, codec);
    }
}
