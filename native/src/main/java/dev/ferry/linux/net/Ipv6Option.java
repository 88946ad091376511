package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.IPPROTO_IPV6;
import static dev.ferry.linux.abi.In6.IPV6_AUTOFLOWLABEL;
import static dev.ferry.linux.abi.In6.IPV6_DONTFRAG;
import static dev.ferry.linux.abi.In6.IPV6_FREEBIND;
import static dev.ferry.linux.abi.In6.IPV6_MINHOPCOUNT;
import static dev.ferry.linux.abi.In6.IPV6_MTU_DISCOVER;
import static dev.ferry.linux.abi.In6.IPV6_MULTICAST_HOPS;
import static dev.ferry.linux.abi.In6.IPV6_MULTICAST_LOOP;
import static dev.ferry.linux.abi.In6.IPV6_RECVERR;
import static dev.ferry.linux.abi.In6.IPV6_RECVHOPLIMIT;
import static dev.ferry.linux.abi.In6.IPV6_RECVPKTINFO;
import static dev.ferry.linux.abi.In6.IPV6_RECVTCLASS;
import static dev.ferry.linux.abi.In6.IPV6_TCLASS;
import static dev.ferry.linux.abi.In6.IPV6_TRANSPARENT;
import static dev.ferry.linux.abi.In6.IPV6_UNICAST_HOPS;
import static dev.ferry.linux.abi.In6.IPV6_V6ONLY;

/** Options of IPv6 sockets, see ipv6(7). */
public final class Ipv6Option {
    /** Can only be set before bind(2). */
    public static final SocketOption<Boolean> V6ONLY = option("IPV6_V6ONLY", IPV6_V6ONLY, Codec.FLAG);

    public static final SocketOption<Boolean> RECVERR = option("IPV6_RECVERR", IPV6_RECVERR, Codec.FLAG);
    public static final SocketOption<Boolean> RECVPKTINFO = option("IPV6_RECVPKTINFO", IPV6_RECVPKTINFO, Codec.FLAG);
    public static final SocketOption<Boolean> RECVHOPLIMIT = option("IPV6_RECVHOPLIMIT", IPV6_RECVHOPLIMIT, Codec.FLAG);
    public static final SocketOption<Boolean> RECVTCLASS = option("IPV6_RECVTCLASS", IPV6_RECVTCLASS, Codec.FLAG);
    public static final SocketOption<Boolean> AUTOFLOWLABEL =
            option("IPV6_AUTOFLOWLABEL", IPV6_AUTOFLOWLABEL, Codec.FLAG);
    public static final SocketOption<Boolean> DONTFRAG = option("IPV6_DONTFRAG", IPV6_DONTFRAG, Codec.FLAG);
    public static final SocketOption<Boolean> FREEBIND = option("IPV6_FREEBIND", IPV6_FREEBIND, Codec.FLAG);
    /** Needs CAP_NET_ADMIN to set. */
    public static final SocketOption<Boolean> TRANSPARENT = option("IPV6_TRANSPARENT", IPV6_TRANSPARENT, Codec.FLAG);

    public static final SocketOption<Boolean> MULTICAST_LOOP =
            option("IPV6_MULTICAST_LOOP", IPV6_MULTICAST_LOOP, Codec.FLAG);
    public static final SocketOption<Integer> UNICAST_HOPS =
            option("IPV6_UNICAST_HOPS", IPV6_UNICAST_HOPS, Codec.NUMBER);
    public static final SocketOption<Integer> MULTICAST_HOPS =
            option("IPV6_MULTICAST_HOPS", IPV6_MULTICAST_HOPS, Codec.NUMBER);
    public static final SocketOption<Integer> MTU_DISCOVER =
            option("IPV6_MTU_DISCOVER", IPV6_MTU_DISCOVER, Codec.NUMBER);
    public static final SocketOption<Integer> TCLASS = option("IPV6_TCLASS", IPV6_TCLASS, Codec.NUMBER);
    public static final SocketOption<Integer> MINHOPCOUNT = option("IPV6_MINHOPCOUNT", IPV6_MINHOPCOUNT, Codec.NUMBER);

    private Ipv6Option() {}

    private static <T> SocketOption<T> option(String symbol, int number, Codec<T> codec) {
        return new SocketOption<>(symbol, IPPROTO_IPV6, number, codec);
    }
}
