package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.In.IPPROTO_TCP;

import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.resource.TcpPairs.Ends;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.Linger;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpRepair;
import dev.ferry.linux.process.Pidfd;
import java.io.IOException;
import java.net.Inet4Address;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How the TCP connections of a tree end that is about to be killed because it runs elsewhere: those within the tree without a word, so that
 * they leave no TIME_WAIT behind in which their addresses could not be used again, and so those that have moved along; others by a
 * reset, because nobody will answer them. What it can not do is left to the kernel, which says goodbye politely.
 */
public final class Parting {
    private final Map<Fd, Ends> connections = new HashMap<>();
    private final Set<Inet4Address> gone;
    private final Set<String> seen = new HashSet<>();

    private Parting(Set<Inet4Address> gone) {
        this.gone = gone;
    }

    /** What ends the tree. */
    @FunctionalInterface
    public interface End {
        /** Ends it. */
        void come() throws IOException;
    }

    /**
     * Prepares the connections of stopped processes, and lets {@code end} come.
     *
     * @param gone addresses that have moved, and the connections that have them
     */
    public static void with(Collection<Integer> pids, Set<Inet4Address> gone, End end) throws IOException {
        Parting parting = new Parting(gone);
        try {
            for (int pid : pids) {
                parting.collect(pid);
            }
            parting.prepare();
            end.come();
        } finally {
            parting.connections.keySet().forEach(Fd::close);
        }
    }

    /** A zombie has none. */
    private void collect(int pid) {
        try (Pidfd pidfd = Pidfd.open(pid)) {
            for (OpenDescriptor open : Fds.read(pid)) {
                if (open.link().startsWith("socket:[") && seen.add(open.link())) {
                    collect(pidfd.get(open.fd()));
                }
            }
        } catch (IOException ended) {
            return;
        }
    }

    private void collect(Fd socket) throws IOException {
        boolean isTcp = InetSocketKind.STREAMS.contains(
                        FileSignature.socket(SocketOption.DOMAIN.get(socket), SocketOption.TYPE.get(socket)))
                && SocketOption.PROTOCOL.get(socket) == IPPROTO_TCP;
        Optional<Ends> ends = isTcp ? Ends.of(socket) : Optional.empty();
        if (ends.isPresent()) {
            connections.put(socket, ends.get());
        } else {
            socket.close();
        }
    }

    private void prepare() {
        Set<Ends> all = Set.copyOf(connections.values());
        connections.forEach((socket, ends) -> prepare(socket, all.contains(ends.mirrored()) || isGone(ends)));
    }

    private boolean isGone(Ends ends) {
        return ends.own().inet4().filter(gone::contains).isPresent();
    }

    private static void prepare(Fd socket, boolean isSilent) {
        try {
            if (isSilent) {
                TcpRepair.begin(socket);
            } else {
                SocketOption.LINGER.set(socket, new Linger(true, 0));
            }
        } catch (IOException politelyThen) {
            return;
        }
    }
}
