package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.In.IPPROTO_TCP;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpInfo.State;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The TCP connections of a tree by their addresses, and which of them have both ends in it. */
public final class TcpPairs {
    /** States in which there is a peer with which numbers are agreed upon. */
    static final Set<State> CONNECTED = Set.of(
            State.ESTABLISHED, State.FIN_WAIT1, State.FIN_WAIT2, State.CLOSE_WAIT, State.LAST_ACK, State.CLOSING);

    private final Map<Ends, OpenFile> connections = new HashMap<>();

    /** The addresses of a connection as one of its ends sees it; those of IPv4 within IPv6 as IPv4. */
    public record Ends(InetName own, InetName peer) {
        /** The same connection as the other end sees it. */
        public Ends mirrored() {
            return new Ends(/* own= */ peer, /* peer= */ own);
        }

        /** Of a socket that has a connection; empty if it has none (any more). */
        public static Optional<Ends> of(Fd socket) throws IOException {
            try {
                if (SocketOption.PROTOCOL.get(socket) == IPPROTO_TCP
                        && CONNECTED.contains(TcpInfo.of(socket).state())) {
                    InetName own = InetName.of(Socket.name(socket)).plain();
                    return Optional.of(
                            new Ends(own, InetName.of(Socket.peer(socket)).plain()));
                }
                return Optional.empty();
            } catch (ErrnoException ended) {
                return Optional.empty();
            }
        }
    }

    private TcpPairs() {}

    static TcpPairs of(Collection<OpenFile> files) throws IOException {
        TcpPairs pairs = new TcpPairs();
        for (OpenFile file : files) {
            if (InetSocketKind.STREAMS.contains(file.signature())) {
                Ends.of(file.copy()).ifPresent(ends -> pairs.connections.put(ends, file));
            }
        }
        return pairs;
    }

    /** The other end of a connection of the tree, if it is in the tree too. */
    Optional<OpenFile> peer(OpenFile file) throws IOException {
        return Ends.of(file.copy()).map(ends -> connections.get(ends.mirrored()));
    }

    /** Whether {@code file} is a connection with somebody who is not in the tree. */
    public boolean isWithOutside(OpenFile file) throws IOException {
        return InetSocketKind.STREAMS.contains(file.signature())
                && Ends.of(file.copy()).isPresent()
                && peer(file).isEmpty();
    }

    /** The addresses of a connection with somebody who is not in the tree; empty for every other file. */
    public Optional<Ends> outside(OpenFile file) throws IOException {
        return isWithOutside(file) ? Ends.of(file.copy()) : Optional.empty();
    }

    /** The addresses of a connection with both ends in the tree; empty for every other file. */
    public Optional<Ends> within(OpenFile file) throws IOException {
        boolean isWithin =
                InetSocketKind.STREAMS.contains(file.signature()) && peer(file).isPresent();
        return isWithin ? Ends.of(file.copy()) : Optional.empty();
    }

    /** How many connections wait in a listener of TCP to be accepted. */
    public static int waiting(OpenFile file) throws IOException {
        if (!InetSocketKind.STREAMS.contains(file.signature())
                || SocketOption.PROTOCOL.get(file.copy()) != IPPROTO_TCP) {
            return 0;
        }
        TcpInfo tcp = TcpInfo.of(file.copy());
        return tcp.state() == State.LISTEN ? tcp.acceptQueue() : 0;
    }

    /** {@code 10.0.0.1:80 with 10.0.0.2:1234}. */
    public static String text(OpenFile file) throws IOException {
        return Ends.of(file.copy())
                .map(ends -> ends.own() + " with " + ends.peer())
                .orElse("that has ended");
    }
}
