package dev.ferry.engine.resource;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.ScmEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.engine.image.proto.UnixSkEntry;
import dev.ferry.engine.resource.RestoreContext.Appended;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Sockets;
import dev.ferry.linux.net.Octets;
import dev.ferry.linux.net.SocketOption;
import dev.ferry.linux.net.UnixMessage;
import dev.ferry.linux.net.UnixPeek;
import dev.ferry.linux.net.UnixSend;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What waits in a unix socket, open files included: looked at without taking it, and put back by sending it from the other end. */
final class UnixQueue {
    /** The kernel limits this to what the host allows. */
    private static final int WIDE = 1 << 26;
    /** SCM_MAX_FD of the kernel. */
    private static final int MOST_RIGHTS = 253;

    private static final int PEEK_OFF_UNUSED = -1;
    private static final Errno ETOOMANYREFS = new Errno(109);

    private UnixQueue() {}

    /** All that waits in the socket, which nobody may use meanwhile. What comes from nobody who can be found is refused elsewhere. */
    static List<UnixMessage> all(OpenFile file) throws IOException {
        boolean isPlain = SocketOption.PEEK_OFF.get(file.copy()) == PEEK_OFF_UNUSED;
        boolean isConnected = UnixRefusal.ask(file)
                .filter(socket -> socket.peer().isPresent())
                .isPresent();
        return isPlain && isConnected ? UnixPeek.queued(file.copy()) : List.of();
    }

    /** The first message that waits in a socket, or none; the program may use the socket meanwhile. */
    static List<UnixMessage> first(Fd socket) throws IOException {
        if (SocketOption.PEEK_OFF.get(socket) != PEEK_OFF_UNUSED) {
            return List.of();
        }
        try {
            return UnixPeek.first(socket).stream().toList();
        } catch (ErrnoException e) {
            if (e.is(Errno.EINVAL)) {
                return List.of(); // It listens.
            }
            throw e;
        }
    }

    static void dump(OpenFile file, DumpContext context) throws IOException {
        for (QueuedMessage message : context.queued(file)) {
            SkPacketEntry.Builder packet = SkPacketEntry.newBuilder()
                    .setIdFor(file.id())
                    .setLength(message.data().length());
            if (!message.rights().isEmpty()) {
                packet.addScm(ScmEntry.newBuilder().setType(Sockets.SCM_RIGHTS).addAllRights(message.rights()));
            }
            context.append(ImageType.SK_QUEUES, packet.build(), message.data().toArray());
        }
    }

    /** Whether nothing waits in the socket of {@code receiver}. */
    static boolean isEmpty(FileEntry receiver, RestoreContext context) throws IOException {
        return context.appended(ImageType.SK_QUEUES, SkPacketEntry.parser()).stream()
                .noneMatch(packet -> packet.entry().getIdFor() == receiver.getId());
    }

    /**
     * Sends what the socket of {@code receiver} had in its queue through {@code sender}, whose buffer may be widened for that. All open
     * files exist already.
     */
    static void fill(FileEntry receiver, Fd sender, RestoreContext context) throws IOException {
        for (Appended<SkPacketEntry> packet : context.appended(ImageType.SK_QUEUES, SkPacketEntry.parser())) {
            if (packet.entry().getIdFor() == receiver.getId()) {
                fill(receiver, sender, packet, context);
            }
        }
    }

    private static void fill(FileEntry receiver, Fd sender, Appended<SkPacketEntry> packet, RestoreContext context)
            throws IOException {
        ByteString payload = packet.payload();
        Plausible.require(receiver, payload.size() == packet.entry().getLength(), "has a queue that is cut off");
        List<Fd> rights = rights(receiver, packet.entry(), context);
        try {
            widen(sender);
            send(receiver.getUsk(), sender, payload, rights);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EAGAIN) && !e.is(ETOOMANYREFS)) {
                throw e;
            }
            throw new IOException(
                    "What waited in the unix socket with number " + Integer.toUnsignedString(receiver.getId())
                            + " does not fit into one on this host; raise "
                            + (e.is(Errno.EAGAIN)
                                    ? "net.core.wmem_max or net.unix.max_dgram_qlen."
                                    : "ulimit -n of ferry."),
                    e);
        }
    }

    /** The open files that travel with a message. */
    private static List<Fd> rights(FileEntry receiver, SkPacketEntry packet, RestoreContext context)
            throws IOException {
        Plausible.require(receiver, packet.getScmCount() <= 1, "has a message with more than one set of descriptors");
        List<Fd> rights = new ArrayList<>();
        for (ScmEntry scm : packet.getScmList()) {
            boolean isRights = scm.getType() == Sockets.SCM_RIGHTS;
            Plausible.require(receiver, isRights, "has a message with something else than descriptors in its queue");
            boolean isBounded = scm.getRightsCount() > 0 && scm.getRightsCount() <= MOST_RIGHTS;
            Plausible.require(receiver, isBounded, "has a message with " + scm.getRightsCount() + " descriptors");
            boolean isStream = receiver.getUsk().getType() == Sockets.SOCK_STREAM;
            Plausible.require(receiver, !isStream || packet.getLength() > 0, "has descriptors without a byte");
            for (int id : scm.getRightsList()) {
                Optional<Fd> passed = context.created(id);
                Plausible.require(
                        receiver,
                        passed.isPresent(),
                        "has a message with the open file " + Integer.toUnsignedString(id) + ", which is not there");
                rights.add(passed.orElseThrow());
            }
        }
        return rights;
    }

    private static void send(UnixSkEntry receiver, Fd sender, ByteString payload, List<Fd> rights) throws IOException {
        boolean isStream = receiver.getType() == Sockets.SOCK_STREAM;
        ByteString left = payload;
        List<Fd> passed = rights;
        do {
            int sent = UnixSend.message(sender, Octets.of(left.toByteArray()), passed);
            left = isStream ? left.substring(sent) : ByteString.EMPTY;
            passed = List.of();
        } while (!left.isEmpty());
    }

    private static void widen(Fd sender) throws ErrnoException {
        try {
            SocketOption.SNDBUFFORCE.set(sender, WIDE);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            SocketOption.SNDBUF.set(sender, WIDE);
        }
    }
}
