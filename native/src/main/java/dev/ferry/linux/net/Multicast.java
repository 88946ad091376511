package dev.ferry.linux.net;

import static dev.ferry.linux.abi.In.GF_GROUP;
import static dev.ferry.linux.abi.In.GF_SLIST;
import static dev.ferry.linux.abi.In.IPPROTO_IP;
import static dev.ferry.linux.abi.In.IPPROTO_IPV6;
import static dev.ferry.linux.abi.In.MCAST_MSFILTER;
import static dev.ferry.linux.abi.Sockets.AF_INET6;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/** Memberships in multicast groups, see ip(7). The kernel lists them for an interface; of a socket it only answers yes or no. */
public final class Multicast {
    private static final Errno EADDRNOTAVAIL = new Errno(99);

    private Multicast() {}

    /**
     * Whether {@code socket} has joined {@code group} on the interface with this index. The question is for the filter of the
     * membership, which the kernel only has if there is one.
     */
    public static boolean isMember(Fd socket, int device, SockAddress group) throws ErrnoException {
        int level = group.family() == AF_INET6 ? IPPROTO_IPV6 : IPPROTO_IP;
        OffHeap filter = OffHeap.allocate(GF_SLIST);
        byte[] name = group.encode().toArray(0, group.encode().bytes().capacity());
        filter.bytes().putInt(0, device).put(GF_GROUP, name);
        OffHeap length = OffHeap.allocate(Integer.BYTES);
        length.bytes().putInt(0, GF_SLIST);
        try {
            filter.lend(out -> length.lend(size -> Syscall.call(
                    "getsockopt[MCAST_MSFILTER]", Nr.GETSOCKOPT, socket.number(), level, MCAST_MSFILTER, out, size)));
            return true;
        } catch (ErrnoException e) {
            if (e.is(EADDRNOTAVAIL)) {
                return false;
            }
            throw e;
        }
    }
}
