package dev.ferry.engine.resource;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FileEntry;
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
import java.util.List;

/** What waits in a unix socket: looked at without taking it, and put back by sending it from the other end. */
final class UnixQueue {
    /** The kernel limits this to what the host allows. */
    private static final int WIDE = 1 << 26;

    private UnixQueue() {}

    static void dump(OpenFile file, DumpContext context) throws IOException {
        List<UnixMessage> queued = UnixPeek.queued(file.copy());
        try {
            for (UnixMessage message : queued) {
                dump(file, message, context);
            }
        } finally {
            queued.forEach(UnixMessage::close);
        }
    }

    private static void dump(OpenFile file, UnixMessage message, DumpContext context) throws IOException {
        if (!message.passed().isEmpty()) {
            throw new IOException(descriptorsRefusal(file));
        }
        SkPacketEntry packet = SkPacketEntry.newBuilder()
                .setIdFor(file.id())
                .setLength(message.data().length())
                .build();
        context.append(ImageType.SK_QUEUES, packet, message.data().toArray());
    }

    /** Why a socket with descriptors in its queue can not be carried (SCM_RIGHTS). */
    static String descriptorsRefusal(OpenFile file) {
        return "In the " + file.describe()
                + " a message with descriptors waits to be received, which this version of Ferry can "
                + "not carry; try again when the program has received it.";
    }

    /** Whether nothing waits in the socket of {@code receiver}. */
    static boolean isEmpty(FileEntry receiver, RestoreContext context) throws IOException {
        return context.appended(ImageType.SK_QUEUES, SkPacketEntry.parser()).stream()
                .noneMatch(packet -> packet.entry().getIdFor() == receiver.getId());
    }

    /** Sends what the socket of {@code receiver} had in its queue through {@code sender}, whose buffer may be widened for that. */
    static void fill(FileEntry receiver, Fd sender, RestoreContext context) throws IOException {
        for (Appended<SkPacketEntry> packet : context.appended(ImageType.SK_QUEUES, SkPacketEntry.parser())) {
            if (packet.entry().getIdFor() == receiver.getId()) {
                fill(receiver, sender, packet);
            }
        }
    }

    private static void fill(FileEntry receiver, Fd sender, Appended<SkPacketEntry> packet) throws IOException {
        ByteString payload = packet.payload();
        Plausible.require(receiver, payload.size() == packet.entry().getLength(), "has a queue that is cut off");
        Plausible.require(receiver, packet.entry().getScmCount() == 0, "has descriptors in its queue");
        try {
            widen(sender);
            send(receiver.getUsk(), sender, payload);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EAGAIN)) {
                throw e;
            }
            throw new IOException(
                    "What waited in the unix socket with number " + Integer.toUnsignedString(receiver.getId())
                            + " does not fit into one on this host; raise net.core.wmem_max or net.unix.max_dgram_qlen.",
                    e);
        }
    }

    private static void send(UnixSkEntry receiver, Fd sender, ByteString payload) throws IOException {
        boolean isStream = receiver.getType() == Sockets.SOCK_STREAM;
        ByteString left = payload;
        do {
            int sent = UnixSend.message(sender, Octets.of(left.toByteArray()), List.of());
            left = isStream ? left.substring(sent) : ByteString.EMPTY;
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
