package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.Socket;
import java.io.IOException;
import java.net.NetworkInterface;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Whether this host has the addresses that the tree is bound to. Any free port does for asking. */
final class AddressCheck {
    private static final Errno EADDRNOTAVAIL = new Errno(99);
    private static final Errno EAFNOSUPPORT = new Errno(97);

    private AddressCheck() {}

    static void look(List<PortFacts> wanted, Findings findings) throws IOException {
        Set<PortFacts> seen = new HashSet<>();
        for (PortFacts port : wanted) {
            boolean isNew = seen.add(port.toBuilder().clearPort().build());
            if (isNew && hasInterface(port, findings)) {
                ask(port, findings);
            }
        }
    }

    private static boolean hasInterface(PortFacts port, Findings findings) throws IOException {
        boolean has = port.getDevice().isEmpty() || NetworkInterface.getByName(port.getDevice()) != null;
        if (!has) {
            findings.blocker(
                    "interface-missing",
                    PortCheck.name(port),
                    "is bound to the network interface " + port.getDevice() + ", which the destination does not have",
                    "give one there that name");
        }
        return has;
    }

    private static void ask(PortFacts port, Findings findings) throws IOException {
        try (Fd socket = BoundSocket.create(port)) {
            if (!LocalSocket.isAny(port) && !port.getFreeBind()) {
                Socket.bind(socket, BoundSocket.address(port, 0));
            }
        } catch (ErrnoException e) {
            if (e.is(EADDRNOTAVAIL)) {
                findings.blocker(
                        "address-missing",
                        PortCheck.name(port),
                        "is bound to an address that the destination does not have",
                        "give the destination that address, or let the program listen on all of them");
            } else if (e.is(EAFNOSUPPORT)) {
                findings.blocker(
                        "no-ipv6",
                        PortCheck.name(port),
                        "needs IPv6, which the destination does not have",
                        "enable it there");
            }
        }
    }
}
