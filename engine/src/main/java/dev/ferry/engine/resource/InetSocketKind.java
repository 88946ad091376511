package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.In.IPPROTO_TCP;
import static dev.ferry.linux.abi.In.IPPROTO_UDP;
import static dev.ferry.linux.abi.Polls.POLLHUP;
import static dev.ferry.linux.abi.Polls.POLLRDHUP;
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
import dev.ferry.engine.resource.TcpPairs.Ends;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.net.IpOption;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo;
import dev.ferry.linux.net.TcpInfo.State;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Sockets of TCP and UDP over IPv4 and IPv6. Of TCP: those that listen, were never connected or are not any more, and connections whose
 * both ends are in the tree ({@link TcpConnection}). Other connections are closed if that is the {@link TcpPolicy}: their entry is that
 * of a closed socket with a destination, and the program finds them reset.
 *
 * <p>Datagrams that wait in a UDP socket are lost, as they may be on any network. That a UDP socket was shut down for sending
 * only is not visible from outside and is lost.
 */
@AutoService(FileKind.class)
public final class InetSocketKind implements FileKind {
    /** Where TCP is. */
    static final Set<FileSignature> STREAMS =
            Set.of(FileSignature.socket(AF_INET, SOCK_STREAM), FileSignature.socket(AF_INET6, SOCK_STREAM));

    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);
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
        if (refusal.isEmpty()) {
            refusal = SkOpts.refusal(file);
        }
        if (refusal.isEmpty() && isTcp) {
            refusal = TcpRefusal.of(file, tree);
        }
        if (refusal.isEmpty() && !isTcp) {
            refusal = UdpRefusal.of(file);
        }
        return refusal;
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
        OwnOptions.dump(file, context);
        dumpNames(socket, entry);
        dumpState(file, context, entry);
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

    private static void dumpState(OpenFile file, DumpContext context, InetSkEntry.Builder entry) throws IOException {
        if (entry.getProto() == IPPROTO_TCP) {
            dumpTcp(file, context, entry);
        } else {
            State state = entry.getDstPort() == 0 ? State.CLOSE : State.ESTABLISHED;
            entry.setState(state.code()).setBacklog(0);
            // CRIU takes even the word for none as an order.
            udpShutdown(file.copy()).ifPresent(entry::setShutdown);
        }
    }

    /** A UDP socket that only sends nothing more looks like any other. */
    private static Optional<SkShutdown> udpShutdown(Fd socket) throws IOException {
        int events = Poll.now(socket, POLLRDHUP);
        if ((events & POLLHUP) != 0) {
            return Optional.of(SkShutdown.BOTH);
        }
        return (events & POLLRDHUP) != 0 ? Optional.of(SkShutdown.READ) : Optional.empty();
    }

    private static void dumpTcp(OpenFile file, DumpContext context, InetSkEntry.Builder entry) throws IOException {
        TcpInfo tcp = TcpInfo.of(file.copy());
        entry.setState(tcp.state().code()).setTcpOpts(InetOpts.dumpTcp(file.copy()));
        entry.setBacklog(tcp.state() == State.LISTEN ? tcp.backlog() : 0);
        Optional<Ends> outside = context.tcpPairs().outside(file);
        if (outside.isPresent() && !isKept(outside.get(), file, context)) {
            entry.setState(State.CLOSE.code());
        } else if (TcpPairs.CONNECTED.contains(tcp.state())) {
            dumpShutdown(file.copy(), tcp.state(), entry);
            TcpStream.dump(file, context);
        } else if (tcp.state() == State.CLOSE && tcp.wasConnected()) {
            entry.setShutdown(SkShutdown.BOTH);
        }
    }

    /** A connection that has come after the addresses had been chosen is no reason to lose it. */
    private static boolean isKept(Ends ends, OpenFile file, DumpContext context) throws IOException {
        if (context.tcpPolicy() != TcpPolicy.KEEP) {
            return false;
        }
        if (!context.moves(ends.own())) {
            throw new IOException("The " + file.describe() + " has become the TCP connection of " + ends.own()
                    + " with " + ends.peer() + " since the check, and that address does not move along; try again.");
        }
        return true;
    }

    /** Before the peer has sent its end, only shutdown(2) makes a socket look as if it had. */
    private static void dumpShutdown(Fd socket, State state, InetSkEntry.Builder entry) throws IOException {
        boolean isPeerOpen = state == State.ESTABLISHED || state == State.FIN_WAIT1 || state == State.FIN_WAIT2;
        if (isPeerOpen && (Poll.now(socket, POLLRDHUP) & POLLRDHUP) != 0) {
            entry.setShutdown(SkShutdown.READ);
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
        if (TcpConnection.isConnection(entry)) {
            return createConnection(entry, context);
        }
        Fd socket = Socket.create(inet.getFamily(), inet.getType(), inet.getProto());
        try {
            InetOpts.applyFamily(inet, socket);
            if (isDead(inet)) {
                die(inet, socket);
            }
            InetOpts.apply(inet, socket);
            SkOpts.apply(entry, inet.getOpts(), socket);
            OwnOptions.apply(entry, socket, context);
            if (!isDead(inet)) {
                take(entry, socket, context);
                connect(entry, socket, context);
            }
            FileFlags.setStatus(socket, inet.getFlags());
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Listeners come first: they could not be bound any more where connections without SO_REUSEADDR have their port. */
    private Fd createConnection(FileEntry entry, RestoreContext context) throws IOException {
        for (FileEntry other : context.entries()) {
            boolean isBound = restores(other)
                    && !TcpConnection.isConnection(other)
                    && other.getIsk().getType() == SOCK_STREAM
                    && other.getIsk().getSrcPort() != 0;
            if (isBound && context.created(other.getId()).isEmpty()) {
                context.provide(other.getId(), create(other, context));
            }
        }
        if (context.comes(InetName.source(entry).plain()) && !TcpConnection.hasPeer(entry, context)) {
            return KeptConnection.create(entry, context);
        }
        FileEntry peer = TcpConnection.peer(entry, context);
        require(peer, peer.getIsk());
        Socket.Pair pair = TcpConnection.create(TcpStream.read(entry, context), TcpStream.read(peer, context));
        try {
            finish(entry, pair.first(), context);
            finish(peer, pair.second(), context);
            context.provide(peer.getId(), pair.second());
            return pair.first();
        } catch (IOException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    /** What repair has changed and what only counts now. */
    static void finish(FileEntry entry, Fd socket, RestoreContext context) throws IOException {
        SkOpts.apply(entry, entry.getIsk().getOpts(), socket);
        OwnOptions.apply(entry, socket, context);
        shutdown(entry.getIsk().getShutdown(), socket);
        FileFlags.setStatus(socket, entry.getIsk().getFlags());
    }

    private static void shutdown(SkShutdown halves, Fd socket) throws IOException {
        switch (halves) {
            case READ -> Socket.shutdownRead(socket);
            case WRITE -> Socket.shutdownWrite(socket);
            case BOTH -> Socket.shutdownBoth(socket);
            case NONE -> {}
        }
    }

    /** A closed TCP socket that has, or had, somebody at the other end. */
    private static boolean isDead(InetSkEntry inet) {
        return inet.getType() == SOCK_STREAM
                && inet.getState() == State.CLOSE.code()
                && (inet.getDstPort() != 0 || inet.getShutdown() == SkShutdown.BOTH);
    }

    private static void die(InetSkEntry inet, Fd socket) throws IOException {
        if (inet.getShutdown() == SkShutdown.BOTH) {
            DeadConnection.end(inet, socket);
        } else {
            DeadConnection.reset(inet, socket);
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
        boolean known = inet.getState() == State.LISTEN.code()
                || inet.getState() == State.CLOSE.code()
                || TcpConnection.isState(inet.getState());
        Plausible.require(entry, isUdp || known, "is a TCP connection in the state " + inet.getState());
        boolean isOpen = inet.getShutdown() == SkShutdown.NONE
                || (isUdp && inet.getDstPort() != 0)
                || (isTcp && inet.getShutdown() == SkShutdown.READ && TcpConnection.isState(inet.getState()))
                || (isTcp && inet.getShutdown() == SkShutdown.BOTH && inet.getState() == State.CLOSE.code());
        Plausible.require(entry, isOpen, "is half closed, which can not be restored yet");
        boolean backlog = inet.getBacklog() >= 0 && inet.getBacklog() <= LARGEST_BACKLOG;
        Plausible.require(entry, backlog, "has a backlog of implausible length");
    }

    /** Binds the address that the socket had, and listens if it did. */
    private static void take(FileEntry entry, Fd socket, RestoreContext context) throws IOException {
        InetName name = InetName.source(entry);
        try {
            if (context.comes(name.plain())) {
                IpOption.FREEBIND.set(socket, true);
                Socket.bind(socket, name.toAddress());
                InetOpts.apply(entry.getIsk(), socket);
            } else if (!name.isNothing()) {
                Socket.bind(socket, name.toAddress());
            }
            if (entry.getIsk().getState() == State.LISTEN.code()
                    && entry.getIsk().getType() == SOCK_STREAM) {
                Socket.listen(socket, entry.getIsk().getBacklog());
            }
        } catch (ErrnoException e) {
            throw InetName.explain(name, e);
        }
    }

    private static void connect(FileEntry entry, Fd socket, RestoreContext context) throws IOException {
        InetName destination = InetName.destination(entry);
        boolean isConnected = entry.getIsk().getType() == SOCK_DGRAM && destination.port() != 0;
        if (isConnected) {
            boolean comes = context.comes(InetName.source(entry).plain());
            boolean transparent = IpOption.TRANSPARENT.get(socket);
            if (comes) {
                IpOption.TRANSPARENT.set(socket, true);
            }
            Socket.connect(socket, destination.toAddress());
            if (comes) {
                IpOption.TRANSPARENT.set(socket, transparent);
            }
            shutdown(entry.getIsk().getShutdown(), socket);
        }
    }
}
