package dev.ferry.engine.check;

import com.google.protobuf.ByteString;
import dev.ferry.engine.address.HostAddresses;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.resource.OpenFiles;
import dev.ferry.engine.resource.TcpPairs.Ends;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.engine.wire.proto.AddressFacts;
import dev.ferry.linux.net.InterfaceAddress;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the addresses of the tree's connections with others can leave this host along with it: they have to belong to the program alone, and
 * no other address may depend on them.
 */
final class KeptAddressCheck {
    private static final String REMEDY =
            "give the program an address of its own (ip address add) that its clients use, or let ferry close the connections (--tcp close)";

    private final OpenFiles files;
    private final Findings findings;
    private final HostAddresses here;
    private final SocketHolders holders = new SocketHolders();

    private KeptAddressCheck(OpenFiles files, Findings findings, HostAddresses here) {
        this.files = files;
        this.findings = findings;
        this.here = here;
    }

    static void look(OpenFiles files, Findings findings) throws IOException {
        if (files.tcpPolicy() == TcpPolicy.KEEP) {
            new KeptAddressCheck(files, findings, HostAddresses.now()).look();
        }
    }

    private void look() throws IOException {
        Map<Inet4Address, Integer> moving = new LinkedHashMap<>();
        for (OpenFile file : files.files()) {
            Optional<Ends> ends = files.tcpPairs().outside(file);
            if (ends.isPresent()) {
                Optional<Inet4Address> address = address(file, ends.get());
                address.ifPresent(own -> moving.merge(own, 1, Integer::sum));
            }
        }
        withinTheTree(moving.keySet());
        for (Map.Entry<Inet4Address, Integer> address : moving.entrySet()) {
            look(here.find(address.getKey()).orElseThrow(), address.getValue());
        }
    }

    /** Such a connection would have to be made before the address is there. */
    private void withinTheTree(Set<Inet4Address> moving) throws IOException {
        for (OpenFile file : files.files()) {
            Optional<Ends> ends = files.tcpPairs().within(file);
            if (ends.flatMap(both -> both.own().inet4())
                    .filter(moving::contains)
                    .isPresent()) {
                fixed(
                        file.describe(),
                        "is the TCP connection of " + ends.get().own() + " with "
                                + ends.get().peer() + ", both in the tree, by an address that is to move along");
            }
        }
    }

    /** Empty if it is said already why it can not move. */
    private Optional<Inet4Address> address(OpenFile file, Ends ends) {
        Optional<Inet4Address> own = ends.own().inet4();
        String what = "is the TCP connection of " + ends.own() + " with " + ends.peer();
        if (own.isEmpty()) {
            return fixed(file.describe(), what + ", and addresses of IPv6 do not move along yet");
        }
        if (own.get().isLoopbackAddress() || own.equals(ends.peer().inet4())) {
            return fixed(file.describe(), what + ", which is on this same host and stays");
        }
        return here.find(own.get()).isPresent()
                ? own
                : fixed(file.describe(), what + ", but no interface of this host has that address");
    }

    private Optional<Inet4Address> fixed(String object, String cause) {
        findings.blocker("address-fixed", object, cause, REMEDY);
        return Optional.empty();
    }

    private void look(InterfaceAddress address, int connections) throws IOException {
        String object = "address " + address.address().getHostAddress();
        List<InterfaceAddress> dependents = here.dependents(address);
        if (!dependents.isEmpty()) {
            fixed(
                    object,
                    "is the first one of its network on that interface, and the kernel would take " + dependents
                            + " away with it");
        }
        Set<String> others = others(address);
        if (!others.isEmpty()) {
            findings.blocker("address-shared", object, "is used by " + String.join(", ", others) + " too", REMEDY);
        }
        findings.warning(
                "connection-kept",
                object,
                "moves to the destination, as you said, and with it "
                        + (connections == 1 ? "the connection" : "the " + connections + " connections")
                        + " of the program",
                "see that nothing else on this network gives it back to this host, such as a cluster manager");
    }

    /** Those who listen on it or have connections of it, and are not in the tree. */
    private Set<String> others(InterfaceAddress address) throws IOException {
        Set<Long> ours = new HashSet<>();
        for (OpenFile file : files.files()) {
            ours.add(file.stat().inode());
        }
        AddressFacts wanted = AddressFacts.newBuilder()
                .setAddress(ByteString.copyFrom(address.address().getAddress()))
                .build();
        Set<String> others = new LinkedHashSet<>();
        for (LocalSocket socket : LocalSocket.all()) {
            boolean isOther = socket.inode() != 0
                    && !socket.port().getDatagram()
                    && TakenAddressCheck.isOf(socket.port(), wanted)
                    && !ours.contains(socket.inode());
            if (isOther) {
                others.add(holders.of(socket.inode()));
            }
        }
        return others;
    }
}
