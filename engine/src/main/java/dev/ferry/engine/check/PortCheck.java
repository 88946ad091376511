package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Whether the addresses that the tree is bound to are free here. A port that nobody uses is not touched: /proc/net says that it is
 * free. Where somebody is on it and only the kernel knows whether both may share it, a socket with the same options is bound for a
 * moment.
 */
final class PortCheck {
    private PortCheck() {}

    static void compare(List<PortFacts> wanted, List<LocalSocket> here, SocketHolders holders, Findings findings)
            throws IOException {
        for (PortFacts port : wanted) {
            List<LocalSocket> others =
                    here.stream().filter(socket -> socket.overlaps(port)).toList();
            if (!others.isEmpty()) {
                compare(port, others, holders, findings);
            }
        }
    }

    private static void compare(PortFacts port, List<LocalSocket> others, SocketHolders holders, Findings findings)
            throws IOException {
        LocalSocket holder =
                others.stream().filter(LocalSocket::listens).findFirst().orElse(others.get(0));
        String cause = "is in use on the destination by " + holders.of(holder.inode());
        boolean shares = port.getDatagram() && (port.getReuseAddress() || port.getReusePort());
        if (shares) {
            findings.warning("port-shared", name(port), cause, "stop it if both do not belong together");
        } else if (others.stream().anyMatch(other -> other.excludes(port)) || isRefused(port)) {
            findings.blocker("port-taken", name(port), cause, remedy(holder));
        }
    }

    /** Ended connections keep a port for a minute if SO_REUSEADDR is not set. */
    private static String remedy(LocalSocket holder) {
        return holder.inode() == 0 ? "try again in a minute" : "stop that program there";
    }

    private static boolean isRefused(PortFacts port) {
        try (Fd socket = BoundSocket.create(port)) {
            Socket.bind(socket, BoundSocket.address(port, port.getPort()));
            return false;
        } catch (ErrnoException e) {
            return e.is(Errno.EADDRINUSE);
        } catch (IOException otherReason) {
            return false;
        }
    }

    static String name(PortFacts port) {
        String protocol = (port.getDatagram() ? "udp" : "tcp") + (port.getV6() ? "6" : "");
        return protocol + " port " + address(port) + ":" + port.getPort();
    }

    static String address(PortFacts port) {
        try {
            String text =
                    InetAddress.getByAddress(port.getAddress().toByteArray()).getHostAddress();
            return port.getV6() && text.contains(":") ? "[" + text + "]" : text;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the length was checked", e);
        }
    }
}
