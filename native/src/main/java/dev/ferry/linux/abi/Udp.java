package dev.ferry.linux.abi;

/** UDP options, from {@code linux/udp.h}; their level is {@link In#IPPROTO_UDP}. */
public final class Udp {
    public static final int UDP_CORK = 1;
    public static final int UDP_ENCAP = 100;
    public static final int UDP_NO_CHECK6_TX = 101;
    public static final int UDP_NO_CHECK6_RX = 102;
    public static final int UDP_SEGMENT = 103;
    public static final int UDP_GRO = 104;

    private Udp() {}
}
