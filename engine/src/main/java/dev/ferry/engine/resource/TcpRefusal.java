package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Polls.POLLERR;
import static dev.ferry.linux.abi.Polls.POLLPRI;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpInfo.State;
import dev.ferry.linux.net.TcpOption;
import dev.ferry.linux.net.TcpRepair;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/** Why a TCP socket can not be carried in the state that it is in. */
final class TcpRefusal {
    private TcpRefusal() {}

    static Optional<String> of(OpenFile file, TreeFiles tree) throws IOException {
        TcpInfo tcp = TcpInfo.of(file.copy());
        String upper = TcpOption.ULP.get(file.copy());
        if (!upper.isEmpty()) {
            return because(file, "has " + upper + " on top of TCP in the kernel", "start the program without that");
        }
        if (tcp.state() == State.LISTEN) {
            return listening(file, tcp, tree);
        }
        if (TcpPairs.CONNECTED.contains(tcp.state())) {
            return connected(file, tcp, tree);
        }
        return tcp.state() == State.CLOSE
                ? ended(file, tcp)
                : because(file, "is just being connected (" + tcp.state() + ")", "try again when it is");
    }

    /** States in which the other end may still send, and so will answer. */
    private static final Set<State> PEER_OPEN = Set.of(State.ESTABLISHED, State.FIN_WAIT1, State.FIN_WAIT2);

    private static Optional<String> because(OpenFile file, String cause, String remedy) {
        return Optional.of("The " + file.describe() + " " + cause + "; " + remedy + ".");
    }

    private static Optional<String> listening(OpenFile file, TcpInfo tcp, TreeFiles tree) throws IOException {
        if (tcp.acceptQueue() == 0 || tree.tcpPolicy() != TcpPolicy.REFUSE) {
            return Optional.empty();
        }
        return because(
                file,
                "listens on " + InetName.of(Socket.name(file.copy())) + ", where " + tcp.acceptQueue()
                        + " connections wait to be accepted",
                "try again when the program has accepted them, or let ferry close them (--tcp close)");
    }

    private static Optional<String> connected(OpenFile file, TcpInfo tcp, TreeFiles tree) throws IOException {
        Optional<String> holder = tree.outsideHolder(file.link());
        if (holder.isPresent()) {
            return because(
                    file,
                    "is a TCP connection that is shared with " + holder.get() + ", which stays behind",
                    "close the connection, or move both together");
        }
        if (tree.tcpPairs().isWithOutside(file)) {
            Optional<String> refusal = outside(file, tcp, tree.tcpPolicy());
            if (refusal.isPresent() || tree.tcpPolicy() == TcpPolicy.CLOSE) {
                return refusal;
            }
        }
        if (!TcpRepair.isPermitted()) {
            return because(file, "is a TCP connection, which can be read with CAP_NET_ADMIN only", "run ferry as root");
        }
        return (Poll.now(file.copy(), POLLPRI) & POLLPRI) == 0
                ? Optional.empty()
                : because(
                        file,
                        "has received urgent data, which would be lost",
                        "try again when the program has read it");
    }

    private static Optional<String> outside(OpenFile file, TcpInfo tcp, TcpPolicy policy) throws IOException {
        if (policy == TcpPolicy.REFUSE) {
            return because(
                    file,
                    "is a TCP connection (" + tcp.state() + ") of " + TcpPairs.text(file)
                            + ", which is not in the tree",
                    "close the connection, let ferry do that (--tcp close), or let its address move along (--tcp keep)");
        }
        return policy == TcpPolicy.CLOSE || PEER_OPEN.contains(tcp.state())
                ? Optional.empty()
                : because(
                        file,
                        "is a TCP connection (" + tcp.state() + ") of " + TcpPairs.text(file)
                                + ", whose other end has sent all that it had",
                        "try again when the program has closed it too, or let ferry close it (--tcp close)");
    }

    private static Optional<String> ended(OpenFile file, TcpInfo tcp) throws IOException {
        Fd socket = file.copy();
        if (tcp.wasConnected() && TcpRepair.unread(socket) > 0) {
            return because(
                    file,
                    "is a connection that has ended, with data that the program has not read",
                    "try again when it has");
        }
        return (Poll.now(socket, 0) & POLLERR) == 0
                ? Optional.empty()
                : because(
                        file,
                        "has failed, and the program has not been told yet",
                        "try again when it has looked at it");
    }
}
