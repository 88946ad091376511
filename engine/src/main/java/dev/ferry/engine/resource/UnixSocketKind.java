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
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
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
 * a name under which the tree listens; ends whose other end is closed; listening sockets, with connections of the tree that wait to be
 * accepted; and sockets that were never connected. What is sent and connected comes when all open files exist.
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
        return refusal.isPresent() ? refusal : UnixRefusal.of(file, tree);
    }

    @Override
    public FileEntry dump(OpenFile file, DumpContext context) throws IOException {
        UnixSocket socket =
                UnixRefusal.ask(file).orElseThrow(() -> new IOException("The " + file.describe() + " has gone."));
        Optional<UnixPending> pending = UnixPending.of(file, socket, context);
        UnixSkEntry.Builder entry = UnixSkEntry.newBuilder()
                .setId(file.id())
                .setIno((int) socket.inode())
                .setType(socket.type())
                .setState(state(socket).code())
                .setFlags(file.flags())
                .setUflags(0)
                .setBacklog(backlog(socket, pending))
                .setPeer((int) (long)
                        pending.map(UnixPending::listener).orElse(socket.peer().orElse(0)))
                .setFown(Fown.NOBODY)
                .setOpts(options(file.copy()))
                .setShutdown(SkShutdown.forNumber((socket.readShut() ? 1 : 0) + (socket.writeShut() ? 2 : 0)));
        UnixName.dump(file.copy(), entry);
        if (socket.peer().isPresent()) {
            UnixQueue.dump(file, context);
        }
        return FileEntry.newBuilder()
                .setType(FdTypes.UNIXSK)
                .setId(file.id())
                .setUsk(entry)
                .build();
    }

    /** Of a socket that waits to be accepted, before how many others it does is in its place (decision 0003). */
    private static int backlog(UnixSocket socket, Optional<UnixPending> pending) {
        return socket.state() == State.LISTEN
                ? socket.sendQueue()
                : pending.map(UnixPending::position).orElse(0);
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
            return createConnected(entry, context);
        }
        boolean isReachable = UnixQueue.isEmpty(entry, context) || isReceiver(unix);
        Plausible.require(entry, isReachable, "has messages waiting that come from somewhere else");
        Fd socket = bound(entry, context);
        context.whenAllExist(() -> {
            if (unix.getState() == State.LISTEN.code()) {
                UnixPending.connect(entry, socket, context);
            } else if (isReceiver(unix)) {
                UnixConnection.send(entry, context);
            }
            finish(entry, socket);
        });
        return socket;
    }

    /** One with its name, which listens if it did. */
    private static Fd bound(FileEntry entry, RestoreContext context) throws IOException {
        UnixSkEntry unix = entry.getUsk();
        Fd socket = Socket.create(AF_UNIX, unix.getType(), 0);
        try {
            UnixName.bind(entry, socket, context);
            if (unix.getState() == State.LISTEN.code()) {
                Socket.listen(socket, unix.getBacklog());
            }
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
        Plausible.require(entry, unix.getUflags() == 0, "was made outside the tree");
        boolean listens = unix.getState() == State.LISTEN.code();
        Plausible.require(entry, !listens || unix.getType() != SOCK_DGRAM, "listens, but not for connections");
        boolean backlog = unix.getBacklog() >= 0 && unix.getBacklog() <= LARGEST_BACKLOG;
        Plausible.require(entry, backlog, "has a backlog of implausible length");
        return unix;
    }

    private Fd createConnected(FileEntry entry, RestoreContext context) throws IOException {
        Optional<FileEntry> peer = peer(entry, context);
        boolean isPair = peer.isEmpty()
                || peer.get().getUsk().getPeer() == entry.getUsk().getIno();
        if (!isPair) {
            Plausible.require(
                    entry, UnixQueue.isEmpty(entry, context), "has messages waiting that come from somewhere else");
            // Its listener connects it, when all before it are accepted.
            return UnixPending.isListener(peer.get())
                    ? bound(entry, context)
                    : createSender(entry, peer.get(), context);
        }
        Socket.Pair pair = pair(entry, peer, context);
        if (peer.isPresent()) {
            context.provide(peer.get().getId(), pair.second());
            context.whenAllExist(() -> {
                UnixQueue.fill(entry, pair.second(), context);
                UnixQueue.fill(peer.get(), pair.first(), context);
                finish(peer.get(), pair.second());
                finish(entry, pair.first());
            });
        } else {
            context.whenAllExist(
                    () -> {
                        UnixQueue.fill(entry, pair.second(), context);
                        pair.second().close();
                        finish(entry, pair.first());
                    },
                    pair.second());
        }
        return pair.first();
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
        Fd socket = bound(entry, context);
        try {
            UnixConnection.direct(socket, receiver, context, other -> create(other, context));
            context.whenAllExist(() -> finish(entry, socket));
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
        boolean isPending = unix.getType() != SOCK_DGRAM && UnixPending.isListener(found.get(0));
        Plausible.require(
                entry,
                isOther && (isMutual || isDatagram || isPending),
                "is connected to a socket that is not its pair");
        return Optional.of(found.get(0));
    }

    /** Options, flags and what is shut down, when nothing is sent or connected any more. */
    static void finish(FileEntry entry, Fd socket) throws IOException {
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
