package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.IPPROTO_IP;
import static dev.ferry.linux.abi.In.IP_BIND_ADDRESS_NO_PORT;
import static dev.ferry.linux.abi.In.IP_FREEBIND;
import static dev.ferry.linux.abi.In.IP_HDRINCL;
import static dev.ferry.linux.abi.In.IP_MINTTL;
import static dev.ferry.linux.abi.In.IP_MTU_DISCOVER;
import static dev.ferry.linux.abi.In.IP_MULTICAST_ALL;
import static dev.ferry.linux.abi.In.IP_MULTICAST_LOOP;
import static dev.ferry.linux.abi.In.IP_MULTICAST_TTL;
import static dev.ferry.linux.abi.In.IP_PKTINFO;
import static dev.ferry.linux.abi.In.IP_RECVERR;
import static dev.ferry.linux.abi.In.IP_RECVOPTS;
import static dev.ferry.linux.abi.In.IP_RECVTOS;
import static dev.ferry.linux.abi.In.IP_RECVTTL;
import static dev.ferry.linux.abi.In.IP_TOS;
import static dev.ferry.linux.abi.In.IP_TRANSPARENT;
import static dev.ferry.linux.abi.In.IP_TTL;

/** Options of IPv4 sockets, see ip(7). */
public final class IpOption {
    public static final SocketOption<Boolean> HDRINCL = option("IP_HDRINCL", IP_HDRINCL, Codec.FLAG);
    public static final SocketOption<Boolean> RECVOPTS = option("IP_RECVOPTS", IP_RECVOPTS, Codec.FLAG);
    public static final SocketOption<Boolean> PKTINFO = option("IP_PKTINFO", IP_PKTINFO, Codec.FLAG);
    public static final SocketOption<Boolean> RECVERR = option("IP_RECVERR", IP_RECVERR, Codec.FLAG);
    public static final SocketOption<Boolean> RECVTTL = option("IP_RECVTTL", IP_RECVTTL, Codec.FLAG);
    public static final SocketOption<Boolean> RECVTOS = option("IP_RECVTOS", IP_RECVTOS, Codec.FLAG);
    public static final SocketOption<Boolean> FREEBIND = option("IP_FREEBIND", IP_FREEBIND, Codec.FLAG);
    /** Needs CAP_NET_ADMIN to set. */
    public static final SocketOption<Boolean> TRANSPARENT = option("IP_TRANSPARENT", IP_TRANSPARENT, Codec.FLAG);

    public static final SocketOption<Boolean> BIND_ADDRESS_NO_PORT =
            option("IP_BIND_ADDRESS_NO_PORT", IP_BIND_ADDRESS_NO_PORT, Codec.FLAG);
    public static final SocketOption<Boolean> MULTICAST_LOOP =
            option("IP_MULTICAST_LOOP", IP_MULTICAST_LOOP, Codec.FLAG);
    public static final SocketOption<Boolean> MULTICAST_ALL = option("IP_MULTICAST_ALL", IP_MULTICAST_ALL, Codec.FLAG);
    public static final SocketOption<Integer> TOS = option("IP_TOS", IP_TOS, Codec.NUMBER);
    public static final SocketOption<Integer> TTL = option("IP_TTL", IP_TTL, Codec.NUMBER);
    public static final SocketOption<Integer> MTU_DISCOVER = option("IP_MTU_DISCOVER", IP_MTU_DISCOVER, Codec.NUMBER);
    public static final SocketOption<Integer> MINTTL = option("IP_MINTTL", IP_MINTTL, Codec.NUMBER);
    public static final SocketOption<Integer> MULTICAST_TTL =
            option("IP_MULTICAST_TTL", IP_MULTICAST_TTL, Codec.NUMBER);

    private IpOption() {}

    private static <T> SocketOption<T> option(String symbol, int number, Codec<T> codec) {
        return new SocketOption<>(symbol, IPPROTO_IP, number, codec);
    }
}
