package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.PortFacts;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Whether the addresses where the tree listens are free here. */
final class PortCheck {
    private PortCheck() {}

    static void compare(List<PortFacts> wanted, List<Listener> here, Findings findings) {
        for (PortFacts port : wanted) {
            if (here.stream().anyMatch(listener -> Listener.collide(listener.port(), port))) {
                findings.blocker(
                        "port-taken",
                        name(port),
                        "is in use on the destination",
                        "stop the program that listens there");
            }
        }
    }

    private static String name(PortFacts port) {
        String protocol = (port.getDatagram() ? "udp" : "tcp") + (port.getV6() ? "6" : "");
        return protocol + " port " + address(port) + ":" + port.getPort();
    }

    private static String address(PortFacts port) {
        try {
            String text =
                    InetAddress.getByAddress(port.getAddress().toByteArray()).getHostAddress();
            return port.getV6() ? "[" + text + "]" : text;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length was checked", e);
        }
    }
}
