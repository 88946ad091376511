package dev.ferry.linux.abi;

/** IPv6 options, from {@code linux/in6.h}. */
public final class In6 {
    public static final int IPV6_UNICAST_HOPS = 16;
    public static final int IPV6_MULTICAST_HOPS = 18;
    public static final int IPV6_MULTICAST_LOOP = 19;
    public static final int IPV6_MTU_DISCOVER = 23;
    public static final int IPV6_RECVERR = 25;
    public static final int IPV6_V6ONLY = 26;
    public static final int IPV6_RECVPKTINFO = 49;
    public static final int IPV6_RECVHOPLIMIT = 51;
    public static final int IPV6_RECVTCLASS = 66;
    public static final int IPV6_TCLASS = 67;
    public static final int IPV6_AUTOFLOWLABEL = 70;
    public static final int IPV6_DONTFRAG = 62;
    public static final int IPV6_FREEBIND = 78;
    public static final int IPV6_TRANSPARENT = 75;
    public static final int IPV6_MINHOPCOUNT = 73;

    private In6() {}
}
