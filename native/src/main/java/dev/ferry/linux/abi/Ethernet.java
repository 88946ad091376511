package dev.ferry.linux.abi;

/** Frames that announce an address, from {@code linux/if_ether.h}, {@code linux/if_arp.h} and {@code linux/if_packet.h}. */
public final class Ethernet {
    public static final int ETH_ALEN = 6;
    public static final int ETH_P_IP = 0x0800;
    public static final int ETH_P_ARP = 0x0806;
    public static final int ARPHRD_ETHER = 1;
    public static final int ARPOP_REQUEST = 1;
    public static final int SIZEOF_SOCKADDR_LL = 20;
    public static final int SLL_PROTOCOL = 2;
    public static final int SLL_IFINDEX = 4;

    private Ethernet() {}
}
