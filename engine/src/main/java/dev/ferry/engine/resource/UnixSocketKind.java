package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Sockets.AF_UNIX;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static dev.ferry.linux.abi.Sockets.SOCK_SEQPACKET;
import static dev.ferry.linux.abi.Sockets.SOCK_STREAM;

import com.google.auto.service.AutoService;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SkOptsEntry;
import dev.ferry.engine.image.proto.SkShutdown;
import dev.ferry.engine.image.proto.UnixSkEntry;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.net.SockAddress;
import dev.ferry.linux.net.SockDiag;
import dev.ferry.linux.net.Socket;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.TcpInfo.State;
import dev.ferry.linux.net.UnixPeek;
import dev.ferry.linux.net.UnixSocket;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Sockets of unix(7): pairs whose ends are both in the tree, with what waits in them, whether they were made by socketpair(2) or through
 * a name under which the tree listens; ends whose other end is closed; listening sockets; and sockets that were never connected.
 *
 * <p>SO_PEERCRED of a pair names whoever restored it. What {@link UnixPeek} can not see is lost.
 */
@AutoService(FileKind.class)
public final class UnixSocketKind implements FileKind {
    private static final KnownFlags FLAGS = new KnownFlags(O_ACCMODE | O_NONBLOCK);
    private static final Set<Integer> TYPES = Set.of(SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET);
    private static final Set<Integer> STATES =
            Set.of(State.ESTABLISHED.code(), State.LISTEN.code(), State.CLOSE.code());
    private static final int LARGEST_BACKLOG = 1 << 24;
    private static final int PEEK_OFF_UNUSED = -1;

    @Override
    public Set<FileSignature> signatures() {
        return Set.of(
                FileSignature.socket(AF_UNIX, SOCK_STREAM),
                FileSignature.socket(AF_UNIX, SOCK_DGRAM),
                FileSignature.socket(AF_UNIX, SOCK_SEQPACKET));
    }

    @Override
    public Optional<String> refusal(OpenFile file, TreeFiles tree) throws IOException {
        Optional<String> refusal = FLAGS.refusal(file);
        if (refusal.isEmpty()) {
            refusal = SkOpts.refusal(file);
        }
        if (refusal.isEmpty()) {
            refusal = optionsRefusal(file);
        }
        if (refusal.isEmpty()) {
            refusal = connectionRefusal(file, tree);
        }
        return refusal.isPresent()
                ? refusal
                : tree.outsideHolder(file.link()).map(holder -> staysBehind(file, "is shared with " + holder));
    }

    private static String staysBehind(OpenFile file, String how) {
        return "The " + file.describe() + " " + how
                + ", which stays behind; close the connection, or move both together.";
    }

    private static Optional<String> optionsRefusal(OpenFile file) throws IOException {
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

    private static Optional<String> connectionRefusal(OpenFile file, TreeFiles tree) throws IOException {
        Optional<UnixSocket> asked = ask(file);
        if (asked.isEmpty()) {
            return Optional.of(
                    "The kernel tells nothing about the " + file.describe() + "; load the module unix_diag if the "
                            + "kernel has it, or let the program close the socket if it is of another network namespace.");
        }
        UnixSocket socket = asked.get();
        SockAddress name = Socket.name(file.copy());
        if (socket.peer().isPresent()) {
            return UnixPeek.hasDescriptors(file.copy())
                    ? Optional.of(UnixQueue.descriptorsRefusal(file))
                    : pairRefusal(file, socket, name, tree);
        }
        int waiting = socket.waiting().size() + (socket.state() == State.LISTEN ? 0 : socket.receiveQueue());
        return waiting > 0 ? messagesRefusal(file) : UnixName.refusal(file, name);
    }

    private static Optional<String> messagesRefusal(OpenFile file) {
        return Optional.of(
                "In the " + file.describe() + " connections or messages wait that come from somewhere else; try "
                        + "again when the program has taken them.");
    }

    private static Optional<String> pairRefusal(OpenFile file, UnixSocket socket, SockAddress name, TreeFiles tree)
            throws IOException {
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
            return closedRefusal(file, socket, name);
        }
        Optional<OpenFile> other = find(tree, peer);
        if (other.isEmpty()) {
            String holder = tree.outsideHolder("socket:[" + peer + "]").orElse("the unix socket with inode " + peer);
            return Optional.of(staysBehind(file, "is connected to " + holder));
        }
        boolean isMutual = ask(other.get())
                .filter(found -> found.peer().orElse(0) == socket.inode())
                .isPresent();
        if (isMutual) {
            return Optional.empty();
        }
        return socket.receiveQueue() > 0 ? messagesRefusal(file) : UnixConnection.refusal(file, other.get());
    }

    /** In the image a receiver with a name looks like one with a name that sends to a closed socket. */
    private static Optional<String> closedRefusal(OpenFile file, UnixSocket socket, SockAddress name) {
        return socket.type() != SOCK_DGRAM || name instanceof SockAddress.UnixUnnamed
                ? Optional.empty()
                : Optional.of("The " + file.describe() + " has the name " + UnixName.text(name)
                        + " and sends to a socket that is closed, which the image format has no place for; let the program"
                        + " close it.");
    }

    private static Optional<OpenFile> find(TreeFiles tree, long inode) {
        return tree.withLink("socket:[" + inode + "]").stream().findFirst();
    }

    private static Optional<UnixSocket> ask(OpenFile file) throws IOException {
        try (SockDiag diag = SockDiag.open()) {
            return Optional.of(diag.unix(file.stat().inode()));
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        UnixSocket socket = ask(file).orElseThrow(() -> new IOException("The " + file.describe() + " has gone."));
        UnixSkEntry.Builder entry = UnixSkEntry.newBuilder()
                .setId(file.id())
                .setIno((int) socket.inode())
                .setType(socket.type())
                .setState(state(socket).code())
                .setFlags(file.flags())
                .setUflags(0)
                .setBacklog(socket.state() == State.LISTEN ? socket.sendQueue() : 0)
                .setPeer((int) socket.peer().orElse(0))
                .setFown(Fown.NOBODY)
                .setOpts(options(file.copy()))
                .setShutdown(SkShutdown.forNumber((socket.readShut() ? 1 : 0) + (socket.writeShut() ? 2 : 0)));
        UnixName.dump(Socket.name(file.copy()), entry);
        if (socket.peer().isPresent()) {
            UnixQueue.dump(file, context);
        }
        return FileEntry.newBuilder()
                .setType(FdTypes.UNIXSK)
                .setId(file.id())
                .setUsk(entry)
                .build();
    }

    /** An end whose other end is closed is ESTABLISHED without a peer; the kernel itself is not as clear for all types. */
    private static State state(UnixSocket socket) {
        if (socket.state() == State.LISTEN) {
            return State.LISTEN;
        }
        return socket.peer().isPresent() ? State.ESTABLISHED : State.CLOSE;
    }

    private static SkOptsEntry options(Fd socket) throws ErrnoException {
        return SkOpts.dump(socket).toBuilder()
                .setSoPasscred(SocketOption.PASSCRED.get(socket))
                .setSoPasssec(SocketOption.PASSSEC.get(socket))
                .build();
    }

    @Override
    public boolean restores(FileEntry entry) {
        return entry.getType() == FdTypes.UNIXSK;
    }

    @Override
    public Fd create(FileEntry entry, RestoreContext context) throws IOException {
        UnixSkEntry unix = require(entry);
        if (unix.getState() == State.ESTABLISHED.code() && !isReceiver(unix)) {
            return createPair(entry, context);
        }
        boolean isReachable = UnixQueue.isEmpty(entry, context) || isReceiver(unix);
        Plausible.require(entry, isReachable, "has messages waiting that come from somewhere else");
        Fd socket = Socket.create(AF_UNIX, unix.getType(), 0);
        try {
            UnixName.bind(entry, socket, context);
            if (unix.getState() == State.LISTEN.code()) {
                Socket.listen(socket, unix.getBacklog());
            }
            if (isReceiver(unix)) {
                UnixConnection.send(entry, context);
            }
            finish(entry, socket);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** One to whose name others send, which the kernel, and so CRIU, calls established. */
    private static boolean isReceiver(UnixSkEntry unix) {
        return unix.getType() == SOCK_DGRAM
                && unix.getPeer() == 0
                && !unix.getName().isEmpty();
    }

    private static UnixSkEntry require(FileEntry entry) throws ImageException {
        UnixSkEntry unix = entry.getUsk();
        Plausible.requireMessage(entry, entry.hasUsk(), unix.getId(), unix.getFown());
        FLAGS.require(entry, unix.getFlags());
        Plausible.require(entry, TYPES.contains(unix.getType()), "has the unknown socket type " + unix.getType());
        Plausible.require(entry, STATES.contains(unix.getState()), "has the unknown state " + unix.getState());
        boolean isOurs = unix.getUflags() == 0 && !unix.getDeleted() && !unix.hasNameDir();
        Plausible.require(entry, isOurs, "was made outside the tree, relative to a directory or has lost its file");
        boolean listens = unix.getState() == State.LISTEN.code();
        Plausible.require(entry, !listens || unix.getType() != SOCK_DGRAM, "listens, but not for connections");
        boolean backlog = unix.getBacklog() >= 0 && unix.getBacklog() <= LARGEST_BACKLOG;
        Plausible.require(entry, backlog, "has a backlog of implausible length");
        return unix;
    }

    private Fd createPair(FileEntry entry, RestoreContext context) throws IOException {
        Optional<FileEntry> peer = peer(entry, context);
        if (peer.isPresent() && peer.get().getUsk().getPeer() != entry.getUsk().getIno()) {
            return createSender(entry, peer.get(), context);
        }
        Socket.Pair pair = pair(entry, peer, context);
        try {
            UnixQueue.fill(entry, pair.second(), context);
            if (peer.isPresent()) {
                UnixQueue.fill(peer.get(), pair.first(), context);
                finish(peer.get(), pair.second());
                finish(entry, pair.first());
                context.provide(peer.get().getId(), pair.second());
            } else {
                pair.second().close();
                finish(entry, pair.first());
            }
            return pair.first();
        } catch (IOException | RuntimeException e) {
            pair.close();
            throw e;
        }
    }

    /** The end of {@code entry} and the other one; an end that has a name was accepted under it. */
    private Socket.Pair pair(FileEntry entry, Optional<FileEntry> peer, RestoreContext context) throws IOException {
        boolean isPeerNamed = peer.isPresent() && !peer.get().getUsk().getName().isEmpty();
        if (entry.getUsk().getType() == SOCK_DGRAM) {
            return UnixConnection.datagrams(entry, peer, context);
        }
        if (!entry.getUsk().getName().isEmpty()) {
            Plausible.require(entry, !isPeerNamed, "is a connection of which both ends have names");
            return UnixConnection.accept(entry, context, listener -> create(listener, context));
        }
        if (isPeerNamed) {
            Socket.Pair pair = UnixConnection.accept(peer.get(), context, listener -> create(listener, context));
            return new Socket.Pair(/* first= */ pair.second(), /* second= */ pair.first());
        }
        return Socket.pair(AF_UNIX, entry.getUsk().getType(), 0);
    }

    private Fd createSender(FileEntry entry, FileEntry receiver, RestoreContext context) throws IOException {
        Plausible.require(
                entry, UnixQueue.isEmpty(entry, context), "has messages waiting that come from somewhere else");
        Fd socket = Socket.create(AF_UNIX, entry.getUsk().getType(), 0);
        try {
            UnixName.bind(entry, socket, context);
            UnixConnection.direct(socket, receiver, context, other -> create(other, context));
            finish(entry, socket);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** The entry of the socket that it sends to; empty if that is closed. */
    private static Optional<FileEntry> peer(FileEntry entry, RestoreContext context) throws ImageException {
        UnixSkEntry unix = entry.getUsk();
        if (unix.getPeer() == 0) {
            return Optional.empty();
        }
        List<FileEntry> found = context.entries().stream()
                .filter(other ->
                        other.getType() == FdTypes.UNIXSK && other.getUsk().getIno() == unix.getPeer())
                .toList();
        Plausible.require(entry, found.size() == 1, "is connected to a socket that is not in the image once");
        UnixSkEntry other = require(found.get(0));
        boolean isOther = other.getId() != unix.getId() && other.getType() == unix.getType();
        boolean isMutual = other.getPeer() == unix.getIno() && other.getState() == unix.getState();
        boolean isDatagram =
                unix.getType() == SOCK_DGRAM && (other.getState() == State.CLOSE.code() || isReceiver(other));
        Plausible.require(entry, isOther && (isMutual || isDatagram), "is connected to a socket that is not its pair");
        return Optional.of(found.get(0));
    }

    private static void finish(FileEntry entry, Fd socket) throws IOException {
        UnixSkEntry unix = entry.getUsk();
        SkOpts.apply(entry, unix.getOpts(), socket);
        SocketOption.PASSCRED.set(socket, unix.getOpts().getSoPasscred());
        if (unix.getOpts().getSoPasssec()) {
            SocketOption.PASSSEC.set(socket, true);
        }
        switch (unix.getShutdown()) {
            case READ -> Socket.shutdownRead(socket);
            case WRITE -> Socket.shutdownWrite(socket);
            case BOTH -> Socket.shutdownBoth(socket);
            case NONE -> {}
        }
        FileFlags.setStatus(socket, unix.getFlags());
    }
}
