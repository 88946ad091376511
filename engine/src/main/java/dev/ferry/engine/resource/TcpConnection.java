package dev.ferry.engine.resource;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InetSkEntry;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.IpOption;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo.State;
import dev.ferry.linux.net.TcpRepair;
import dev.ferry.linux.net.TcpRepair.Queue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes a connection whose both ends are in the tree again. Both are connected in repair, which asks nobody, before one of them leaves
 * it; what had not arrived is sent anew then, and after it the end of the stream where there was one.
 */
final class TcpConnection {
    private static final int PIECE = 16 << 10;
    /** What the kernel charges for a byte in a queue, generously. */
    private static final int OVERHEAD = 4;

    private static final int LARGEST_BUFFER = 1 << 30;

    private TcpConnection() {}

    /** Both ends. */
    static Socket.Pair create(TcpStream first, TcpStream second) throws IOException {
        ByteString fromFirst = first.undelivered(second);
        ByteString fromSecond = second.undelivered(first);
        Fd one = half(first, second.receiveEnd(), false);
        try {
            Socket.Pair pair = new Socket.Pair(one, half(second, first.receiveEnd(), false));
            try {
                TcpRepair.end(pair.first());
                TcpRepair.endAndProbe(pair.second());
                send(first, pair.first(), fromFirst);
                send(second, pair.second(), fromSecond);
                return pair;
            } catch (IOException | RuntimeException e) {
                pair.second().close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            one.close();
            throw e;
        }
    }

    /** Whether its other end is in the set too. */
    static boolean hasPeer(FileEntry entry, RestoreContext context) throws IOException {
        return !peers(entry, context).isEmpty();
    }

    /** The entry of the other end. */
    static FileEntry peer(FileEntry entry, RestoreContext context) throws IOException {
        List<FileEntry> found = peers(entry, context);
        if (found.isEmpty()) {
            throw new ImageException("The checkpoint has a TCP connection of "
                    + InetName.source(entry).plain() + " with "
                    + InetName.destination(entry).plain()
                    + ", whose other end is not in it; dump the program again with --tcp close.");
        }
        boolean isOnly =
                found.size() == 1 && context.created(found.get(0).getId()).isEmpty();
        Plausible.require(entry, isOnly, "is connected to more than one socket, or to somebody else's");
        return found.get(0);
    }

    private static List<FileEntry> peers(FileEntry entry, RestoreContext context) throws IOException {
        InetName own = InetName.source(entry).plain();
        InetName peer = InetName.destination(entry).plain();
        List<FileEntry> found = new ArrayList<>();
        for (FileEntry other : context.entries()) {
            boolean isOther = hasPortsOf(other, entry)
                    && isConnection(other)
                    && other.getId() != entry.getId()
                    && InetName.source(other).plain().equals(peer)
                    && InetName.destination(other).plain().equals(own);
            if (isOther) {
                found.add(other);
            }
        }
        return found;
    }

    /** The other way round; rules nearly everybody out, for a tree may have very many connections. */
    private static boolean hasPortsOf(FileEntry other, FileEntry entry) {
        return other.getIsk().getSrcPort() == entry.getIsk().getDstPort()
                && other.getIsk().getDstPort() == entry.getIsk().getSrcPort();
    }

    /** Whether it is a TCP socket with a peer. */
    static boolean isConnection(FileEntry entry) {
        InetSkEntry inet = entry.getIsk();
        return entry.getType() == FdTypes.INETSK
                && inet.getType() == Sockets.SOCK_STREAM
                && TcpPairs.CONNECTED.stream().anyMatch(state -> state.code() == inet.getState());
    }

    /**
     * Connected and in repair.
     *
     * @param sendSequence of the first byte that it has to send
     * @param addressComes whether this host does not have its address yet
     */
    static Fd half(TcpStream stream, int sendSequence, boolean addressComes) throws IOException {
        InetSkEntry inet = stream.file().getIsk();
        Fd socket = Socket.create(inet.getFamily(), inet.getType(), inet.getProto());
        try {
            InetOpts.applyFamily(inet, socket);
            InetOpts.apply(inet, socket);
            SkOpts.apply(stream.file(), inet.getOpts(), socket);
            if (addressComes) {
                // Only such a socket may have an address that this host does not have yet.
                IpOption.TRANSPARENT.set(socket, true);
            }
            TcpRepair.begin(socket);
            TcpRepair.select(socket, Queue.SEND);
            TcpRepair.setSequence(socket, sendSequence);
            TcpRepair.select(socket, Queue.RECEIVE);
            TcpRepair.setSequence(socket, stream.receiveStart());
            connect(stream.file(), socket);
            agree(stream, socket);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static void connect(FileEntry entry, Fd socket) throws IOException {
        InetName name = InetName.source(entry);
        try {
            Socket.bind(socket, name.toAddress());
            Socket.connect(socket, InetName.destination(entry).toAddress());
        } catch (ErrnoException e) {
            throw InetName.explain(name, e);
        }
    }

    private static void agree(TcpStream stream, Fd socket) throws IOException {
        TcpRepair.setAgreed(
                socket,
                stream.numbers().getOptMask(),
                stream.numbers().getMssClamp(),
                stream.numbers().getSndWscale(),
                stream.numbers().getRcvWscale());
        if (stream.numbers().hasTimestamp()) {
            TcpRepair.setTimestamp(socket, stream.numbers().getTimestamp());
        }
        receive(socket, stream.received());
        if (stream.numbers().hasSndWnd()) {
            setWindow(stream, socket);
        }
    }

    /** The numbers are older than the queues that were read last, which is no contradiction in the kernel's eyes. */
    private static void setWindow(TcpStream stream, Fd socket) throws IOException {
        try {
            TcpRepair.setWindow(socket, stream.window());
        } catch (ErrnoException e) {
            throw new ImageException(
                    "The TCP connection of " + InetName.source(stream.file())
                            + " has windows that contradict its queues; the image is damaged or was not made by Ferry.",
                    e);
        }
    }

    private static void receive(Fd socket, ByteString received) throws IOException {
        if (received.isEmpty()) {
            return;
        }
        widen(SocketOption.RCVBUF, SocketOption.RCVBUFFORCE, socket, received.size());
        send(received, socket);
    }

    static void send(TcpStream stream, Fd socket, ByteString undelivered) throws IOException {
        send(socket, undelivered);
        if (stream.hasSentEnd()) {
            Socket.shutdownWrite(socket);
        }
    }

    /** Outside of repair it goes to the peer, in repair it counts as having gone there. */
    static void send(Fd socket, ByteString bytes) throws IOException {
        if (!bytes.isEmpty()) {
            widen(SocketOption.SNDBUF, SocketOption.SNDBUFFORCE, socket, bytes.size());
            send(bytes, socket);
        }
    }

    private static void send(ByteString bytes, Fd socket) throws IOException {
        for (int at = 0; at < bytes.size(); ) {
            byte[] piece =
                    bytes.substring(at, Math.min(bytes.size(), at + PIECE)).toByteArray();
            at += TcpRepair.send(socket, piece, 0, piece.length);
        }
    }

    /** The size that the program had comes back with its other options. */
    private static void widen(SocketOption<Integer> size, SocketOption<Integer> force, Fd socket, int bytes)
            throws ErrnoException {
        long wanted = Math.min((long) bytes * OVERHEAD + (PIECE << 2), LARGEST_BUFFER);
        if (size.get(socket) / 2 < wanted) {
            force.set(socket, (int) wanted);
        }
    }

    /** Whether the image may have such a state. */
    static boolean isState(int code) {
        return TcpPairs.CONNECTED.stream().map(State::code).anyMatch(known -> known == code);
    }
}
