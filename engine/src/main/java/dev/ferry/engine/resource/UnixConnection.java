package dev.ferry.engine.resource;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SockDiag;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.TcpInfo.State;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Unix sockets that found each other by a name: a connection whose accepted end has the name of the socket that listens, and datagram
 * sockets that send to one that has a name. They are made in the same way again, so that their names are right.
 */
final class UnixConnection {
    private UnixConnection() {}

    /** Why an end that has a name can not be carried. */
    static Optional<String> refusal(OpenFile file, SockAddress name, TreeFiles tree) throws IOException {
        try (SockDiag diag = SockDiag.open()) {
            for (OpenFile other : tree.files()) {
                boolean listens = other.signature().equals(file.signature())
                        && Socket.name(other.copy()).equals(name)
                        && diag.unix(other.stat().inode()).state() == State.LISTEN;
                if (listens) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of("The " + file.describe() + " is a connection through the unix socket " + UnixName.text(name)
                + ", where nobody in the tree listens; close the connection first.");
    }

    /** Why a socket that sends to {@code other}, which does not send back, can not be carried. */
    static Optional<String> refusal(OpenFile file, OpenFile other) throws IOException {
        boolean isNamed = !(Socket.name(other.copy()) instanceof SockAddress.UnixUnnamed);
        return isNamed && file.signature().equals(FileSignature.socket(Sockets.AF_UNIX, Sockets.SOCK_DGRAM))
                ? Optional.empty()
                : Optional.of("The " + file.describe() + " sends to the " + other.describe() + ", which does not send "
                        + "back and has no name, so that it could not be found again; close the connection first.");
    }

    /** The open file of an entry, made now if it has not been. */
    @FunctionalInterface
    interface Maker {
        /** Makes it. */
        Fd make(FileEntry entry) throws IOException;
    }

    /** The end that was accepted, and one that has connected to its listener. */
    static Socket.Pair accept(FileEntry server, RestoreContext context, Maker maker) throws IOException {
        FileEntry listening = listener(server, context);
        Fd listener = made(listening, context, maker);
        Fd client = Socket.create(Sockets.AF_UNIX, server.getUsk().getType(), 0);
        try {
            UnixName.connect(client, listening, context);
            return new Socket.Pair(Socket.accept(listener, 0), client);
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    /** Lets {@code socket} send to {@code receiver}. */
    static void direct(Fd socket, FileEntry receiver, RestoreContext context, Maker maker) throws IOException {
        boolean isDatagram = receiver.getUsk().getType() == Sockets.SOCK_DGRAM
                && receiver.getUsk().getPeer() == 0
                && !receiver.getUsk().getName().isEmpty();
        Plausible.require(receiver, isDatagram, "is connected to a socket that is not its pair");
        made(receiver, context, maker);
        UnixName.connect(socket, receiver, context);
    }

    /** Sends what waits in {@code receiver}, which is bound, as somebody without a name: images do not say who it was. */
    static void send(FileEntry receiver, RestoreContext context) throws IOException {
        if (UnixQueue.isEmpty(receiver, context)) {
            return;
        }
        try (Fd sender = Socket.create(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0)) {
            UnixName.connect(sender, receiver, context);
            UnixQueue.fill(receiver, sender, context);
        }
    }

    /** Two datagram sockets that send to each other, with the names that they may have; or one whose other end is closed. */
    static Socket.Pair datagrams(FileEntry entry, Optional<FileEntry> peer, RestoreContext context) throws IOException {
        Socket.Pair pair = Socket.pair(Sockets.AF_UNIX, Sockets.SOCK_DGRAM, 0);
        try {
            UnixName.bind(entry, pair.first(), context);
            if (peer.isPresent()) {
                UnixName.bind(peer.get(), pair.second(), context);
            }
            return pair;
        } catch (IOException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    private static Fd made(FileEntry entry, RestoreContext context, Maker maker) throws IOException {
        Optional<Fd> before = context.created(entry.getId());
        if (before.isPresent()) {
            return before.get();
        }
        Fd now = maker.make(entry);
        context.provide(entry.getId(), now);
        return now;
    }

    private static FileEntry listener(FileEntry server, RestoreContext context) throws ImageException {
        List<FileEntry> found = context.entries().stream()
                .filter(entry -> entry.getType() == FdTypes.UNIXSK
                        && entry.getUsk().getState() == State.LISTEN.code()
                        && entry.getUsk().getType() == server.getUsk().getType()
                        && entry.getUsk().getName().equals(server.getUsk().getName())
                        && entry.getUsk().getNameDir().equals(server.getUsk().getNameDir()))
                .toList();
        if (found.size() > 1) {
            // One that was removed, and another one in its place.
            found = found.stream()
                    .filter(entry ->
                            entry.getUsk().getDeleted() == server.getUsk().getDeleted())
                    .toList();
        }
        Plausible.require(server, found.size() == 1, "has a name under which not exactly one socket listens");
        return found.get(0);
    }
}
