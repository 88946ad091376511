package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Netlink.NETLINK_ADD_MEMBERSHIP;
import static dev.ferry.linux.abi.Netlink.NETLINK_BROADCAST_ERROR;
import static dev.ferry.linux.abi.Netlink.NETLINK_CAP_ACK;
import static dev.ferry.linux.abi.Netlink.NETLINK_EXT_ACK;
import static dev.ferry.linux.abi.Netlink.NETLINK_GET_STRICT_CHK;
import static dev.ferry.linux.abi.Netlink.NETLINK_LISTEN_ALL_NSID;
import static dev.ferry.linux.abi.Netlink.NETLINK_LIST_MEMBERSHIPS;
import static dev.ferry.linux.abi.Netlink.NETLINK_NO_ENOBUFS;
import static dev.ferry.linux.abi.Netlink.NETLINK_PKTINFO;
import static dev.ferry.linux.abi.Netlink.SOL_NETLINK;

import java.util.List;

/** Options of netlink sockets, see netlink(7). */
public final class NetlinkOption {
    public static final SocketOption<Boolean> PKTINFO = flag("NETLINK_PKTINFO", NETLINK_PKTINFO);
    public static final SocketOption<Boolean> BROADCAST_ERROR =
            flag("NETLINK_BROADCAST_ERROR", NETLINK_BROADCAST_ERROR);
    public static final SocketOption<Boolean> NO_ENOBUFS = flag("NETLINK_NO_ENOBUFS", NETLINK_NO_ENOBUFS);
    public static final SocketOption<Boolean> LISTEN_ALL_NSID =
            flag("NETLINK_LISTEN_ALL_NSID", NETLINK_LISTEN_ALL_NSID);
    public static final SocketOption<Boolean> CAP_ACK = flag("NETLINK_CAP_ACK", NETLINK_CAP_ACK);
    public static final SocketOption<Boolean> EXT_ACK = flag("NETLINK_EXT_ACK", NETLINK_EXT_ACK);
    /** Since kernel 4.20. */
    public static final SocketOption<Boolean> GET_STRICT_CHK = flag("NETLINK_GET_STRICT_CHK", NETLINK_GET_STRICT_CHK);

    /** The number of a group to join (set only), from 1 on. */
    public static final SocketOption<Integer> ADD_MEMBERSHIP =
            new SocketOption<>("NETLINK_ADD_MEMBERSHIP", SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, Codec.NUMBER);
    /** The groups that it has joined, 32 in a word, as many as fit (read only). */
    public static final SocketOption<List<Integer>> LIST_MEMBERSHIPS =
            new SocketOption<>("NETLINK_LIST_MEMBERSHIPS", SOL_NETLINK, NETLINK_LIST_MEMBERSHIPS, Codec.NUMBERS);

    private NetlinkOption() {}

    private static SocketOption<Boolean> flag(String symbol, int number) {
        return new SocketOption<>(symbol, SOL_NETLINK, number, Codec.FLAG);
    }
}
