package dev.ferry.linux.abi;

/** Protocols and socket options of netlink(7), from {@code linux/netlink.h}. */
public final class Netlink {
    public static final int NETLINK_ROUTE = 0;
    public static final int NETLINK_KOBJECT_UEVENT = 15;
    public static final int NETLINK_ADD_MEMBERSHIP = 1;
    public static final int NETLINK_PKTINFO = 3;
    public static final int NETLINK_BROADCAST_ERROR = 4;
    public static final int NETLINK_NO_ENOBUFS = 5;
    public static final int NETLINK_LISTEN_ALL_NSID = 8;
    public static final int NETLINK_LIST_MEMBERSHIPS = 9;
    public static final int NETLINK_CAP_ACK = 10;
    public static final int NETLINK_EXT_ACK = 11;
    public static final int NETLINK_GET_STRICT_CHK = 12;
    /** The level of the options, from {@code linux/socket.h}. */
    public static final int SOL_NETLINK = 270;

    private Netlink() {}
}
