package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SockDiag;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo.State;
import dev.ferry.linux.net.UnixPeek;
import dev.ferry.linux.net.UnixSocket;
import java.io.IOException;
import java.util.Optional;

/** Why a unix socket can not be carried in the state that it is in. */
final class UnixRefusal {
    private static final int PEEK_OFF_UNUSED = -1;

    private UnixRefusal() {}

    static Optional<String> of(OpenFile file, TreeFiles tree) throws IOException {
        Optional<String> refusal = SkOpts.refusal(file);
        if (refusal.isEmpty()) {
            refusal = options(file);
        }
        if (refusal.isEmpty()) {
            refusal = connection(file, tree);
        }
        return refusal.isPresent()
                ? refusal
                : tree.outsideHolder(file.link()).map(holder -> staysBehind(file, "is shared with " + holder));
    }

    /** What the kernel tells about a unix socket; empty if it tells nothing. */
    static Optional<UnixSocket> ask(OpenFile file) throws IOException {
        try (SockDiag diag = SockDiag.open()) {
            return Optional.of(diag.unix(file.stat().inode()));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The open file of the tree that is this socket. */
    static Optional<OpenFile> find(TreeFiles tree, long inode) {
        return tree.withLink(link(inode)).stream().findFirst();
    }

    /** Who has a socket that nobody of the tree has, for a sentence; empty if it may belong to the tree yet. */
    static Optional<String> holder(TreeFiles tree, long inode) throws IOException {
        Optional<String> holder = tree.outsideHolder(link(inode));
        return holder.isPresent() || tree.mayHaveUnseen() ? holder : Optional.of("the unix socket with inode " + inode);
    }

    private static String link(long inode) {
        return "socket:[" + inode + "]";
    }

    private static String staysBehind(OpenFile file, String how) {
        return "The " + file.describe() + " " + how
                + ", which stays behind; close the connection, or move both together.";
    }

    private static Optional<String> options(OpenFile file) throws IOException {
        Fd socket = file.copy();
        boolean isLost = SocketOption.TIMESTAMP.get(socket) || SocketOption.PEEK_OFF.get(socket) != PEEK_OFF_UNUSED;
        if (isLost) {
            return Optional.of(
                    "The " + file.describe() + " has the socket option SO_TIMESTAMP or SO_PEEK_OFF, for which the "
                            + "image format has no place; start the program without it.");
        }
        boolean isSigned = SocketOption.PASSCRED.get(socket) || SocketOption.PASSSEC.get(socket);
        return isSigned && UnixPeek.bytesQueued(socket) > 0
                ? Optional.of("In the " + file.describe()
                        + " messages wait that say who sent them (SO_PASSCRED), which would "
                        + "be lost; try again when the program has received them.")
                : Optional.empty();
    }

    private static Optional<String> connection(OpenFile file, TreeFiles tree) throws IOException {
        Optional<UnixSocket> asked = ask(file);
        if (asked.isEmpty()) {
            return Optional.of(
                    "The kernel tells nothing about the " + file.describe() + "; load the module unix_diag if the "
                            + "kernel has it, or let the program close the socket if it is of another network namespace.");
        }
        UnixSocket socket = asked.get();
        SockAddress name = Socket.name(file.copy());
        if (socket.peer().isPresent()) {
            return peer(file, socket, name, tree);
        }
        Optional<String> waiting =
                socket.state() == State.LISTEN ? UnixPending.refusal(file, socket, tree) : messages(file, socket);
        return waiting.isPresent() ? waiting : UnixName.refusal(file, name);
    }

    private static Optional<String> messages(OpenFile file, UnixSocket socket) {
        return socket.receiveQueue() == 0
                ? Optional.empty()
                : Optional.of("In the " + file.describe()
                        + " messages wait that come from somewhere else; try again when the program has taken them.");
    }

    private static Optional<String> peer(OpenFile file, UnixSocket socket, SockAddress name, TreeFiles tree)
            throws IOException {
        Optional<UnixPending> pending = UnixPending.of(file, socket, tree);
        if (pending.isPresent()) {
            Optional<String> sent = UnixPending.dataRefusal(file, socket);
            return sent.isPresent() ? sent : UnixName.refusal(file, name);
        }
        if (!(name instanceof SockAddress.UnixUnnamed)) {
            Optional<String> refusal = socket.type() == SOCK_DGRAM
                    ? UnixName.refusal(file, name)
                    : UnixConnection.refusal(file, name, tree);
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        long peer = socket.peer().orElseThrow();
        if (peer == 0) {
            return closed(file, socket, name);
        }
        Optional<OpenFile> other = find(tree, peer);
        return other.isPresent()
                ? pair(file, socket, other.get())
                : holder(tree, peer).map(holder -> staysBehind(file, "is connected to " + holder));
    }

    private static Optional<String> pair(OpenFile file, UnixSocket socket, OpenFile other) throws IOException {
        long further = ask(other).map(found -> found.peer().orElse(0)).orElse(0L);
        if (further == socket.inode() && other.id() != file.id()) {
            return Optional.empty();
        }
        if (further != 0 && socket.type() == SOCK_DGRAM) {
            return Optional.of("The " + file.describe() + " sends to "
                    + (other.id() == file.id()
                            ? "itself"
                            : other.describe() + ", which itself is connected to another socket")
                    + ", and this version of Ferry can not restore such a chain; let the program close it.");
        }
        Optional<String> messages = messages(file, socket);
        return messages.isPresent() ? messages : UnixConnection.refusal(file, other);
    }

    /** In the image a receiver with a name looks like one with a name that sends to a closed socket. */
    private static Optional<String> closed(OpenFile file, UnixSocket socket, SockAddress name) {
        if (socket.type() != SOCK_DGRAM) {
            return UnixPending.outsideRefusal(file, socket);
        }
        return name instanceof SockAddress.UnixUnnamed
                ? Optional.empty()
                : Optional.of("The " + file.describe() + " has the name " + UnixName.text(name)
                        + " and sends to a socket that is closed, which the image format has no place for; let the program"
                        + " close it.");
    }
}
