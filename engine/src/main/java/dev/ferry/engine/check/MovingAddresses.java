package dev.ferry.engine.check;

import dev.ferry.engine.address.HostAddresses;
import dev.ferry.engine.wire.proto.AddressFacts;
import dev.ferry.linux.net.InterfaceAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The addresses of a tree's description that move along with it, as each of the two hosts sees them. */
public final class MovingAddresses {
    private MovingAddresses() {}

    /** Those that the source has, on the interfaces where they are. */
    public static List<InterfaceAddress> leaving(List<AddressFacts> addresses) throws IOException {
        List<InterfaceAddress> leaving = new ArrayList<>();
        HostAddresses here = hostAddresses(addresses);
        for (AddressFacts address : addresses) {
            here.find(inet4(address)).ifPresent(leaving::add);
        }
        return leaving;
    }

    /** Those that the destination does not have, on the interfaces where they would be at home. */
    public static List<InterfaceAddress> coming(List<AddressFacts> addresses) throws IOException {
        List<InterfaceAddress> coming = new ArrayList<>();
        HostAddresses here = hostAddresses(addresses);
        for (AddressFacts address : addresses) {
            Optional<InterfaceAddress> home = here.home(inet4(address), address.getPrefix());
            if (here.find(inet4(address)).isEmpty()) {
                home.ifPresent(coming::add);
            }
        }
        return coming;
    }

    private static HostAddresses hostAddresses(List<AddressFacts> addresses) throws IOException {
        return addresses.isEmpty() ? new HostAddresses(List.of()) : HostAddresses.now();
    }

    static Inet4Address inet4(AddressFacts address) throws IOException {
        return (Inet4Address) InetAddress.getByAddress(address.getAddress().toByteArray());
    }
}
