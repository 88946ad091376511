package dev.ferry.engine.resource;

import dev.ferry.engine.procfs.MulticastGroups;
import dev.ferry.engine.procfs.MulticastGroups.Group;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.Multicast;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.UdpOption;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/** Why a UDP socket can not be carried in the state that it is in. */
final class UdpRefusal {
    private UdpRefusal() {}

    static Optional<String> of(OpenFile file) throws IOException {
        Fd socket = file.copy();
        if (UdpOption.CORK.get(socket)) {
            return Optional.of("The " + file.describe() + " holds a datagram back that the program has not finished"
                    + " (UDP_CORK); try again when it has.");
        }
        if (UdpOption.ENCAP.get(socket) != 0) {
            return Optional.of("The " + file.describe()
                    + " is the end of a tunnel in the kernel (UDP_ENCAP), which stays behind; close it first.");
        }
        return multicast(file);
    }

    /** The other host may have other interfaces, and other things may be said in the group there. */
    private static Optional<String> multicast(OpenFile file) throws IOException {
        boolean isIpv6 = SocketOption.DOMAIN.get(file.copy()) == Sockets.AF_INET6;
        for (Group group : MulticastGroups.read()) {
            boolean mayJoin = isIpv6 || group.address() instanceof Inet4Address;
            if (mayJoin && Multicast.isMember(file.copy(), group.device(), name(group.address()))) {
                return Optional.of("The " + file.describe() + " is in the multicast group "
                        + group.address().getHostAddress() + " on " + group.name()
                        + ", which this version of Ferry can not join again; let the program leave it first.");
            }
        }
        return Optional.empty();
    }

    private static SockAddress name(InetAddress address) {
        return address instanceof Inet4Address four
                ? new SockAddress.Inet4(four, 0)
                : new SockAddress.Inet6((Inet6Address) address, 0);
    }
}
