package dev.ferry.engine.check;

import com.google.protobuf.ByteString;
import dev.ferry.engine.address.HostAddresses;
import dev.ferry.engine.wire.proto.AddressFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.List;

/** Whether this host can take the addresses that come along with the tree: one of its interfaces has to be on their network. */
final class TakenAddressCheck {
    private TakenAddressCheck() {}

    static void look(List<AddressFacts> wanted, Receiver receiver, Findings findings) throws IOException {
        if (wanted.isEmpty()) {
            return;
        }
        HostAddresses here = HostAddresses.now();
        for (AddressFacts address : wanted) {
            Inet4Address name = MovingAddresses.inet4(address);
            if (here.find(name).isEmpty()
                    && here.home(name, address.getPrefix()).isEmpty()) {
                findings.blocker(
                        "address-unreachable",
                        "address " + name.getHostAddress(),
                        "can not move along: no interface of the destination is on its network",
                        "choose a host on the same network, or let ferry close the connections (--tcp close)");
            }
        }
        if (!receiver.has(Capability.CAP_NET_RAW)) {
            findings.blocker(
                    "address-privilege",
                    "ferry on the destination",
                    "lacks CAP_NET_RAW, which telling the neighbours about an address takes",
                    receiver.remedy());
        }
    }

    /** Whether a socket has that address. */
    static boolean isOf(PortFacts name, AddressFacts address) {
        ByteString own =
                LocalSocket.isMapped(name) ? name.getAddress().substring(LocalSocket.MAPPED.size()) : name.getAddress();
        return own.equals(address.getAddress());
    }
}
