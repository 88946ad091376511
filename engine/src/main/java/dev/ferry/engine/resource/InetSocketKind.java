package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.In.IPPROTO_TCP;
import static dev.ferry.linux.abi.In.IPPROTO_UDP;
import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.AF_INET6;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InetSkEntry;
import dev.ferry.engine.image.proto.SkShutdown;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpInfo.State;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * TCP sockets that listen or have never been connected, and UDP sockets, over IPv4 and IPv6.
 *
 * <p>Datagrams that wait in a UDP socket are lost, as they may be on any network. A TCP socket whose connection was reset cannot be
 * told from one that never had any: reading from it says ENOTCONN afterwards. Multicast memberships, packet filters and a half-closed
 * UDP socket are not visible from outside and are lost.
 */
@AutoService(FileKind.class)
public final class InetSocketKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);
    private static final Errno EADDRNOTAVAIL = new Errno(99);
    private static final Errno ENOTCONN = new Errno(107);
    private static final int LARGEST_BACKLOG = 1 << 24;

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(
                FileSignature.socket(AF_INET, SOCK_STREAM),
                FileSignature.socket(AF_INET6, SOCK_STREAM),
                FileSignature.socket(AF_INET, SOCK_DGRAM),
                FileSignature.socket(AF_INET6, SOCK_DGRAM));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        int protocol = SocketOption.PROTOCOL.get(file.copy());
        if (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP) {
            return Optional.of("The " + file.describe() + " is a socket of the internet protocol number " + protocol
                    + ", and this version of Ferry carries only TCP and UDP; let the program close it first.");
        }
        boolean isTcp = protocol == IPPROTO_TCP;
        Optional<String> refusal = FLAGS.refusal(file);
        if (refusal.isEmpty() && isTcp) {
            refusal = tcpRefusal(file, TcpInfo.of(file.copy()));
        }
        return refusal.isPresent() ? refusal : UncarriedOptions.refusal(file, isIpv6(file.copy()), isTcp);
    }

    private static Optional<String> tcpRefusal(OpenFile file, TcpInfo tcp) throws IOException {
        if (tcp.state() == State.LISTEN && tcp.acceptQueue() > 0) {
            return Optional.of(
                    "The " + file.describe() + " listens on " + name(file.copy()) + ", where " + tcp.acceptQueue()
                            + " connections wait to be accepted; try again when the program has accepted them.");
        }
        if (tcp.state() == State.LISTEN || tcp.state() == State.CLOSE) {
            return Optional.empty();
        }
        return Optional.of("The " + file.describe() + " is a TCP connection (" + tcp.state() + ") of "
                + name(file.copy()) + " with "
                + peer(file.copy()).map(InetName::toString).orElse("nobody yet")
                + "; close the connection, or use a policy for connections, which comes later.");
    }

    private static boolean isIpv6(Fd socket) throws ErrnoException {
        return SocketOption.DOMAIN.get(socket) == AF_INET6;
    }

    private static InetName name(Fd socket) throws IOException {
        return InetName.of(Socket.name(socket));
    }

    private static Optional<InetName> peer(Fd socket) throws IOException {
        try {
            return Optional.of(InetName.of(Socket.peer(socket)));
        } catch (ErrnoException e) {
            if (e.is(ENOTCONN)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        Fd socket = file.copy();
        int protocol = SocketOption.PROTOCOL.get(socket);
        InetSkEntry.Builder entry = InetSkEntry.newBuilder()
                .setId(file.id())
                .setIno((int) file.stat().inode())
                .setFamily(SocketOption.DOMAIN.get(socket))
                .setType(SocketOption.TYPE.get(socket))
                .setProto(protocol)
                .setFlags(file.flags())
                .setFown(Fown.NOBODY)
                .setOpts(SkOpts.dump(socket))
                .setIpOpts(InetOpts.dumpIp(socket, isIpv6(socket)));
        dumpNames(socket, entry);
        dumpState(socket, protocol, entry);
        if (isIpv6(socket)) {
            entry.setV6Only(InetOpts.V6ONLY.get(socket));
        }
        return FileEntry.newBuilder()
                .setType(FdTypes.INETSK)
                .setId(file.id())
                .setIsk(entry)
                .build();
    }

    private static void dumpNames(Fd socket, InetSkEntry.Builder entry) throws IOException {
        InetName source = name(socket);
        InetName nothing = new InetName(source.words().stream().map(word -> 0).toList(), 0, 0);
        InetName destination = peer(socket).orElse(nothing);
        entry.addAllSrcAddr(source.words()).setSrcPort(source.port());
        entry.addAllDstAddr(destination.words()).setDstPort(destination.port());
        Optional<String> device = source.scope() != 0 ? source.device() : destination.device();
        device.ifPresent(entry::setIfname);
    }

    private static void dumpState(Fd socket, int protocol, InetSkEntry.Builder entry) throws IOException {
        if (protocol == IPPROTO_TCP) {
            TcpInfo tcp = TcpInfo.of(socket);
            entry.setState(tcp.state().code()).setTcpOpts(InetOpts.dumpTcp(socket));
            entry.setBacklog(tcp.state() == State.LISTEN ? tcp.backlog() : 0);
        } else {
            State state = entry.getDstPort() == 0 ? State.CLOSE : State.ESTABLISHED;
            entry.setState(state.code()).setBacklog(0);
        }
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.INETSK;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        InetSkEntry inet = entry.getIsk();
        require(entry, inet);
        Fd socket = Socket.create(inet.getFamily(), inet.getType(), inet.getProto());
        try {
            InetOpts.apply(inet, socket);
            SkOpts.apply(entry, inet.getOpts(), socket);
            take(entry, socket);
            connect(entry, socket);
            FileFlags.setStatus(socket, inet.getFlags());
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void require(FileEntry entry, InetSkEntry inet) throws ImageException {
        Plausible.requireMessage(entry, entry.hasIsk(), inet.getId(), inet.getFown());
        FLAGS.require(entry, inet.getFlags());
        boolean family = inet.getFamily() == AF_INET || inet.getFamily() == AF_INET6;
        Plausible.require(entry, family, "has the unknown address family " + inet.getFamily());
        boolean isTcp = inet.getType() == SOCK_STREAM && inet.getProto() == IPPROTO_TCP;
        boolean isUdp = inet.getType() == SOCK_DGRAM && inet.getProto() == IPPROTO_UDP;
        Plausible.require(entry, isTcp || isUdp, "is neither a TCP nor a UDP socket");
        boolean idle = inet.getState() == State.LISTEN.code() || inet.getState() == State.CLOSE.code();
        Plausible.require(entry, isUdp || idle, "is a TCP connection, which can not be restored yet");
        boolean isOpen = inet.getShutdown() == SkShutdown.NONE;
        Plausible.require(entry, isOpen, "is half closed, which can not be restored yet");
        boolean backlog = inet.getBacklog() >= 0 && inet.getBacklog() <= LARGEST_BACKLOG;
        Plausible.require(entry, backlog, "has a backlog of implausible length");
    }

    /** Binds the address that the socket had, and listens if it did. */
    private static void take(FileEntry entry, Fd socket) throws IOException {
        InetName name = InetName.source(entry);
        try {
            if (!name.isNothing()) {
                Socket.bind(socket, name.toAddress());
            }
            if (entry.getIsk().getState() == State.LISTEN.code()
                    && entry.getIsk().getType() == SOCK_STREAM) {
                Socket.listen(socket, entry.getIsk().getBacklog());
            }
        } catch (ErrnoException e) {
            throw explain(name, e);
        }
    }

    private static IOException explain(InetName name, ErrnoException e) {
        if (e.is(Errno.EADDRINUSE)) {
            return new IOException(
                    "The address " + name + " is in use on this host; stop the program that has it "
                            + "('ss -lntup' shows which one it is) and restore again, a minute later if it was this "
                            + "program's own: ended connections hold the address that long without SO_REUSEADDR.",
                    e);
        }
        if (e.is(EADDRNOTAVAIL)) {
            return new IOException(
                    "The program had bound the address " + name + ", which this host does not have; give "
                            + "the host that address, or start the program with 0.0.0.0 or [::] before moving it.",
                    e);
        }
        return e;
    }

    private static void connect(FileEntry entry, Fd socket) throws IOException {
        InetName destination = InetName.destination(entry);
        boolean isConnected = entry.getIsk().getType() == SOCK_DGRAM && destination.port() != 0;
        if (isConnected) {
            Socket.connect(socket, destination.toAddress());
        }
    }
}
