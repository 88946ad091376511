package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;

import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.UnixSkEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo.State;
import dev.ferry.linux.net.UnixSocket;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A unix socket that is connected to one that listens, and waits to be accepted. In the image the listener is its peer, as CRIU has it.
 * It is connected once more, when everybody who has been accepted is; what it has sent already nobody can read.
 *
 * @param listener the inode of the socket that is to accept it
 * @param position how many others are accepted before
 */
record UnixPending(long listener, int position) {
    private static final long CLOSED = 0;

    /** Where {@code file} waits; empty if it does not wait, or somewhere outside the tree. */
    static Optional<UnixPending> of(OpenFile file, UnixSocket socket, TreeFiles tree) throws IOException {
        boolean canWait = socket.type() != Sockets.SOCK_DGRAM && socket.peer().orElse(-1) == CLOSED;
        if (!canWait) {
            return Optional.empty();
        }
        for (OpenFile other : tree.files()) {
            if (other.signature().equals(file.signature()) && SocketOption.ACCEPTCONN.get(other.copy())) {
                List<Long> waiting =
                        UnixRefusal.ask(other).map(UnixSocket::waiting).orElse(List.of());
                int position = waiting.indexOf(socket.inode());
                if (position >= 0) {
                    return Optional.of(new UnixPending(other.stat().inode(), position));
                }
            }
        }
        return Optional.empty();
    }

    /** Why a listener can not be carried with those who wait at it. */
    static Optional<String> refusal(OpenFile listener, UnixSocket socket, TreeFiles tree) throws IOException {
        for (long client : socket.waiting()) {
            Optional<String> whose = whose(client, tree);
            if (whose.isPresent()) {
                return Optional.of("At the " + listener.describe() + " connections wait to be accepted, among them "
                        + whose.get() + "; try again when the program has accepted them.");
            }
        }
        return Optional.empty();
    }

    private static Optional<String> whose(long client, TreeFiles tree) throws IOException {
        if (client == CLOSED) {
            return Optional.of("one whose client has closed it already");
        }
        return UnixRefusal.find(tree, client).isPresent()
                ? Optional.empty()
                : UnixRefusal.holder(tree, client).map(holder -> "that of " + holder + ", which stays behind");
    }

    /** Why a socket that waits can not be carried after it has sent something. */
    static Optional<String> dataRefusal(OpenFile client, UnixSocket socket) {
        return socket.sendQueue() == 0
                ? Optional.empty()
                : Optional.of("The " + client.describe()
                        + " has sent something over a connection that nobody has accepted yet, "
                        + "which the kernel lets nobody read; try again when the connection is accepted.");
    }

    /** Why a socket can not be carried that waits at nobody of the tree: one whose other end is closed is shut down. */
    static Optional<String> outsideRefusal(OpenFile client, UnixSocket socket) {
        return socket.readShut() && socket.writeShut()
                ? Optional.empty()
                : Optional.of("The " + client.describe() + " waits to be accepted by somebody who stays behind; "
                        + "close the connection, or move both together.");
    }

    /** Whether others may wait at the socket of an entry. */
    static boolean isListener(FileEntry entry) {
        return entry.getUsk().getState() == State.LISTEN.code()
                && !entry.getUsk().getName().isEmpty();
    }

    /** Connects all who wait at {@code listener}, in their order. */
    static void connect(FileEntry entry, Fd listener, RestoreContext context) throws IOException {
        List<FileEntry> waiting = context.entries().stream()
                .filter(other -> waitsAt(other, entry))
                .sorted(Comparator.comparingInt(other -> other.getUsk().getBacklog()))
                .toList();
        if (waiting.isEmpty()) {
            return;
        }
        int backlog = entry.getUsk().getBacklog();
        Socket.listen(listener, Math.max(backlog, waiting.size()));
        for (FileEntry client : waiting) {
            Fd socket = context.created(client.getId()).orElseThrow();
            connect(client, socket, entry, context);
            UnixSocketKind.finish(client, socket);
        }
        Socket.listen(listener, backlog);
    }

    private static boolean waitsAt(FileEntry client, FileEntry listener) {
        UnixSkEntry unix = client.getUsk();
        return client.getType() == FdTypes.UNIXSK
                && unix.getState() == State.ESTABLISHED.code()
                && unix.getPeer() == listener.getUsk().getIno()
                && isListener(listener);
    }

    private static void connect(FileEntry client, Fd socket, FileEntry listener, RestoreContext context)
            throws IOException {
        try {
            FileFlags.setStatus(socket, O_NONBLOCK);
            UnixName.connect(socket, listener, context);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EAGAIN)) {
                throw e;
            }
            throw new IOException(
                    "The unix socket with number " + Integer.toUnsignedString(client.getId())
                            + " can not wait to be accepted again; raise net.core.somaxconn.",
                    e);
        }
    }
}
