package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.IPPROTO_UDP;
import static dev.ferry.linux.abi.Udp.UDP_CORK;
import static dev.ferry.linux.abi.Udp.UDP_ENCAP;
import static dev.ferry.linux.abi.Udp.UDP_GRO;
import static dev.ferry.linux.abi.Udp.UDP_NO_CHECK6_RX;
import static dev.ferry.linux.abi.Udp.UDP_NO_CHECK6_TX;
import static dev.ferry.linux.abi.Udp.UDP_SEGMENT;

/** Options of UDP sockets, see udp(7). */
public final class UdpOption {
    public static final SocketOption<Boolean> CORK = option("UDP_CORK", UDP_CORK, Codec.FLAG);
    /** How packets of other protocols are recognised, for IPsec and tunnels; 0 for not. */
    public static final SocketOption<Integer> ENCAP = option("UDP_ENCAP", UDP_ENCAP, Codec.NUMBER);

    public static final SocketOption<Boolean> NO_CHECK6_TX = option("UDP_NO_CHECK6_TX", UDP_NO_CHECK6_TX, Codec.FLAG);
    public static final SocketOption<Boolean> NO_CHECK6_RX = option("UDP_NO_CHECK6_RX", UDP_NO_CHECK6_RX, Codec.FLAG);
    /** Bytes of the datagrams that one send is cut into; 0 for one datagram. */
    public static final SocketOption<Integer> SEGMENT = option("UDP_SEGMENT", UDP_SEGMENT, Codec.NUMBER);

    public static final SocketOption<Boolean> GRO = option("UDP_GRO", UDP_GRO, Codec.FLAG);

    private UdpOption() {}

    private static <T> SocketOption<T> option(String symbol, int number, Codec<T> codec) {
        return new SocketOption<>(symbol, IPPROTO_UDP, number, codec);
    }
}
