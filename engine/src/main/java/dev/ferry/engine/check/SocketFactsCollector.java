package dev.ferry.engine.check;

import com.google.protobuf.ByteString;
import dev.ferry.engine.address.HostAddresses;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.resource.InFlight;
import dev.ferry.engine.resource.TcpPairs.Ends;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.engine.resource.UnixFile;
import dev.ferry.engine.wire.proto.AddressFacts;
import dev.ferry.engine.wire.proto.PortFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.engine.wire.proto.UnixFacts;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.In;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.net.InterfaceAddress;
import dev.ferry.linux.net.IpOption;
import dev.ferry.linux.net.Ipv6Option;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SockAddress.Inet4;
import dev.ferry.linux.net.SockAddress.Inet6;
import dev.ferry.linux.net.SockAddress.UnixAbstract;
import dev.ferry.linux.net.SockAddress.UnixPath;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.UnixMessage;
import dev.ferry.linux.process.Pidfd;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The names of the tree's sockets, each once. The sockets themselves are asked, by descriptors of our own that pidfd_getfd(2) gives:
 * /proc does not tell with which options they were bound.
 */
final class SocketFactsCollector {
    private static final String LINK = "socket:[";
    /** Of sun_path. */
    private static final int LONGEST = 108;

    private final FileFactsCollector files;
    private final Set<String> seen = new HashSet<>();
    private final Set<PortFacts> ports = new LinkedHashSet<>();
    private final Set<UnixFacts> unix = new LinkedHashSet<>();
    private final Map<Ends, PortFacts> connections = new LinkedHashMap<>();

    private final TcpPolicy tcp;

    /**
     * @param tcp what becomes of connections with others
     * @param files what waits in the queues of sockets goes there
     */
    SocketFactsCollector(TcpPolicy tcp, FileFactsCollector files) {
        this.tcp = tcp;
        this.files = files;
    }

    /** Adds what one task has open. */
    void add(int pid, List<OpenDescriptor> open) throws IOException {
        List<OpenDescriptor> sockets = open.stream()
                .filter(descriptor -> descriptor.link().startsWith(LINK) && seen.add(descriptor.link()))
                .toList();
        if (sockets.isEmpty()) {
            return;
        }
        try (Pidfd pidfd = Pidfd.open(pid)) {
            for (OpenDescriptor socket : sockets) {
                addIfThere(pidfd, socket.fd());
            }
        }
    }

    void addTo(TreeFacts.Builder facts) throws IOException {
        facts.addAllPorts(ports).addAllUnixNames(unix);
        Set<Inet4Address> kept = new LinkedHashSet<>();
        connections.forEach((ends, port) -> {
            boolean isWithin = connections.containsKey(ends.mirrored());
            if (isWithin || tcp == TcpPolicy.KEEP) {
                facts.addConnections(port);
            }
            if (!isWithin && tcp == TcpPolicy.KEEP) {
                ends.own().inet4().ifPresent(kept::add);
            }
        });
        HostAddresses here = kept.isEmpty() ? new HostAddresses(List.of()) : HostAddresses.now();
        for (Inet4Address address : kept) {
            here.find(address).ifPresent(found -> facts.addAddresses(facts(found)));
        }
    }

    private static AddressFacts facts(InterfaceAddress address) {
        return AddressFacts.newBuilder()
                .setAddress(ByteString.copyFrom(address.address().getAddress()))
                .setPrefix(address.prefix())
                .build();
    }

    /** It may have been closed, and another file may be there now: then there is nothing to say about it. */
    private void addIfThere(Pidfd pidfd, int fd) throws IOException {
        try (Fd socket = pidfd.get(fd)) {
            add(socket);
        } catch (ErrnoException gone) {
            return;
        }
    }

    private void add(Fd socket) throws IOException {
        addName(socket);
        if (SocketOption.DOMAIN.get(socket) == Sockets.AF_UNIX) {
            List<UnixMessage> waiting = InFlight.first(socket);
            for (UnixMessage message : waiting) {
                try (message) {
                    addPassed(message.passed());
                }
            }
        }
    }

    /** What waits in a queue belongs to the tree as well; what waits in the queues of that is refused. */
    private void addPassed(List<Fd> passed) throws IOException {
        for (Fd file : passed) {
            if (FileStat.of(file).isSocket()) {
                addName(file);
            } else {
                files.addPassed(file);
            }
        }
    }

    private void addName(Fd socket) throws IOException {
        SockAddress name = Socket.name(socket);
        if (name instanceof UnixPath path) {
            addPath(socket, path.path());
        } else if (name instanceof UnixAbstract abstractName) {
            unix.add(UnixFacts.newBuilder()
                    .setName(ByteString.copyFrom(abstractName.name().toArray()))
                    .setAbstract(true)
                    .build());
        } else if (name instanceof Inet4 inet && inet.port() != 0) {
            add(
                    socket,
                    port(socket, inet.address().getAddress(), inet.port()).setFreeBind(IpOption.FREEBIND.get(socket)));
        } else if (name instanceof Inet6 inet && inet.port() != 0) {
            add(
                    socket,
                    port(socket, inet.address().toArray(), inet.port())
                            .setV6(true)
                            .setV6Only(Ipv6Option.V6ONLY.get(socket))
                            .setFreeBind(Ipv6Option.FREEBIND.get(socket))
                            .setDevice(device(inet.scope())));
        }
    }

    /** A relative name means what it meant to the program; one that was removed takes nobody's place. */
    private void addPath(Fd socket, Octets name) throws IOException {
        Optional<UnixFile> file = UnixFile.of(socket);
        if (file.filter(UnixFile::deleted).isPresent()) {
            return;
        }
        boolean isRelative = !name.text().startsWith("/");
        Octets path = isRelative && file.isPresent() ? Octets.of(file.get().path()) : name;
        if (path.length() < LONGEST) {
            unix.add(UnixFacts.newBuilder()
                    .setName(ByteString.copyFrom(path.toArray()))
                    .build());
        } else {
            files.addDirectoryOf(Path.of(path.text()));
        }
    }

    private void add(Fd socket, PortFacts.Builder port) throws IOException {
        if (isConnection(socket)) {
            Ends.of(socket).ifPresent(ends -> connections.put(ends, port.build()));
        } else {
            ports.add(port.build());
        }
    }

    /** Many connections share a port with the socket that listens, also when they have ended. */
    private static boolean isConnection(Fd socket) throws ErrnoException {
        if (SocketOption.PROTOCOL.get(socket) != In.IPPROTO_TCP) {
            return false;
        }
        TcpInfo tcp = TcpInfo.of(socket);
        return tcp.state() != TcpInfo.State.LISTEN && (tcp.state() != TcpInfo.State.CLOSE || tcp.wasConnected());
    }

    private static PortFacts.Builder port(Fd socket, byte[] address, int port) throws ErrnoException {
        return PortFacts.newBuilder()
                .setDatagram(SocketOption.TYPE.get(socket) == Sockets.SOCK_DGRAM)
                .setAddress(ByteString.copyFrom(address))
                .setPort(port)
                .setReuseAddress(SocketOption.REUSEADDR.get(socket))
                .setReusePort(SocketOption.REUSEPORT.get(socket));
    }

    private static String device(int scope) throws IOException {
        NetworkInterface found = scope == 0 ? null : NetworkInterface.getByIndex(scope);
        return found == null ? "" : found.getName();
    }
}
