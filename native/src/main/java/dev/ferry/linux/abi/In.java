package dev.ferry.linux.abi;

/** IPv4 options, from {@code linux/in.h}. */
public final class In {
    public static final int IPPROTO_IP = 0;
    public static final int IPPROTO_TCP = 6;
    public static final int IPPROTO_UDP = 17;
    public static final int IPPROTO_IPV6 = 41;
    public static final int IP_TOS = 1;
    public static final int IP_TTL = 2;
    public static final int IP_HDRINCL = 3;
    public static final int IP_RECVOPTS = 6;
    public static final int IP_PKTINFO = 8;
    public static final int IP_MTU_DISCOVER = 10;
    public static final int IP_RECVERR = 11;
    public static final int IP_RECVTTL = 12;
    public static final int IP_RECVTOS = 13;
    public static final int IP_FREEBIND = 15;
    public static final int IP_TRANSPARENT = 19;
    public static final int IP_MINTTL = 21;
    public static final int IP_BIND_ADDRESS_NO_PORT = 24;
    public static final int IP_MULTICAST_TTL = 33;
    public static final int IP_MULTICAST_LOOP = 34;
    public static final int MCAST_MSFILTER = 48;
    public static final int IP_MULTICAST_ALL = 49;

    /** {@code struct group_filter} without sources, {@code GROUP_FILTER_SIZE(0)}. */
    public static final int GF_GROUP = 8;

    public static final int GF_SLIST = 144;

    private In() {}
}
