package dev.ferry.engine.show;

import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InetSkEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.engine.image.proto.TcpStreamEntry;
import dev.ferry.engine.image.proto.UnixSkEntry;
import dev.ferry.engine.resource.InetName;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.show.SavedFile.SavedSocket;
import dev.ferry.linux.abi.In;
import dev.ferry.linux.abi.Sockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Says of each socket what it is, where it leads and what waits in it. */
final class SocketWords {
    private static final int ESTABLISHED = 1;
    private static final int CLOSE = 7;
    private static final List<String> STATES = List.of(
            "none",
            "established",
            "syn-sent",
            "syn-recv",
            "fin-wait-1",
            "fin-wait-2",
            "time-wait",
            "closed",
            "close-wait",
            "last-ack",
            "listening",
            "closing",
            "syn-recv");
    private static final int IPPROTO_UDPLITE = 136;

    private final CheckpointImages images;
    private final FileReader files;
    private final Map<Integer, Queue> queues = new HashMap<>();
    private final Map<Integer, UnixSkEntry> byInode = new HashMap<>();

    private record Queue(long bytes, int messages) {
        static final Queue EMPTY = new Queue(0, 0);

        Queue with(long more) {
            return new Queue(bytes + more, messages + 1);
        }
    }

    private SocketWords(CheckpointImages images, FileReader files) {
        this.images = images;
        this.files = files;
    }

    static SocketWords of(CheckpointImages images, FileReader files) throws IOException {
        SocketWords words = new SocketWords(images, files);
        if (images.has(ImageType.SK_QUEUES.fileName())) {
            words.readQueues();
        }
        return words;
    }

    private void readQueues() throws IOException {
        try (ImageReader reader = images.open(ImageType.SK_QUEUES, ImageType.SK_QUEUES.fileName())) {
            for (Optional<SkPacketEntry> next = reader.next(SkPacketEntry.parser());
                    next.isPresent();
                    next = reader.next(SkPacketEntry.parser())) {
                long length = Integer.toUnsignedLong(next.get().getLength());
                queues.merge(next.get().getIdFor(), Queue.EMPTY.with(length), (before, one) -> before.with(length));
                reader.payload(length).close();
            }
        }
    }

    static String kind(FileEntry entry) {
        return switch (entry.getType()) {
            case INETSK -> protocol(entry.getIsk());
            case UNIXSK -> "unix";
            case NETLINKSK -> "netlink";
            default -> "packet";
        };
    }

    private static String protocol(InetSkEntry socket) {
        return switch (socket.getProto()) {
            case In.IPPROTO_TCP -> "tcp";
            case In.IPPROTO_UDP -> "udp";
            case IPPROTO_UDPLITE -> "udplite";
            default -> "raw";
        };
    }

    /** Where it is bound and leads. */
    String name(FileEntry entry) {
        SavedSocket socket = socket(entry);
        if (socket == null) {
            return "";
        }
        return socket.remote().isEmpty() ? socket.local() : (socket.local() + " → " + socket.remote()).strip();
    }

    /** Null if it is no socket. */
    SavedSocket socket(FileEntry entry) {
        return switch (entry.getType()) {
            case INETSK -> inet(entry);
            case UNIXSK -> unix(entry);
            case NETLINKSK ->
                new SavedSocket(
                        "raw",
                        state(entry.getNlsk().getState(), 0),
                        "protocol " + entry.getNlsk().getProtocol() + " port "
                                + Integer.toUnsignedString(entry.getNlsk().getPortid()),
                        "",
                        queue(entry).bytes(),
                        0,
                        queue(entry).messages());
            case PACKETSK ->
                new SavedSocket(
                        type(entry.getPsk().getType()),
                        "",
                        "interface " + entry.getPsk().getIfindex(),
                        "",
                        queue(entry).bytes(),
                        0,
                        queue(entry).messages());
            default -> null;
        };
    }

    private Queue queue(FileEntry entry) {
        return queues.getOrDefault(entry.getId(), Queue.EMPTY);
    }

    private SavedSocket inet(FileEntry entry) {
        InetSkEntry socket = entry.getIsk();
        TcpStreamEntry stream = stream(socket);
        return new SavedSocket(
                type(socket.getType()),
                state(socket.getState(), socket.getType()),
                address(socket.getSrcAddrList(), socket.getSrcPort()),
                socket.getDstPort() == 0 ? "" : address(socket.getDstAddrList(), socket.getDstPort()),
                Integer.toUnsignedLong(stream.getInqLen()) + queue(entry).bytes(),
                Integer.toUnsignedLong(stream.getOutqLen()),
                queue(entry).messages());
    }

    /** What is known of a connection besides; nothing of others, or if the image can not be read. */
    private TcpStreamEntry stream(InetSkEntry socket) {
        String name = ImageType.TCP_STREAM.fileName(Integer.toUnsignedLong(socket.getIno()));
        if (!images.has(name)) {
            return TcpStreamEntry.getDefaultInstance();
        }
        try (ImageReader reader = images.open(ImageType.TCP_STREAM, name)) {
            return reader.require(TcpStreamEntry.parser());
        } catch (IOException unreadable) {
            return TcpStreamEntry.getDefaultInstance();
        }
    }

    private static String address(List<Integer> words, int port) {
        return words.size() == 1 || words.size() == 4 ? new InetName(words, port, 0).toString() : "port " + port;
    }

    private SavedSocket unix(FileEntry entry) {
        UnixSkEntry socket = entry.getUsk();
        return new SavedSocket(
                type(socket.getType()),
                state(socket.getState(), socket.getType()),
                name(socket),
                peer(socket),
                queue(entry).bytes(),
                0,
                queue(entry).messages());
    }

    private static String name(UnixSkEntry socket) {
        String name = socket.getName().toString(StandardCharsets.UTF_8);
        String text = name.startsWith("\0") ? "@" + name.substring(1) : name;
        return text.replaceAll("\0+$", "");
    }

    private String peer(UnixSkEntry socket) {
        if (socket.getPeer() == 0) {
            return "";
        }
        UnixSkEntry other = byInode().get(socket.getPeer());
        if (other == null) {
            return "socket " + Integer.toUnsignedString(socket.getPeer());
        }
        String name = name(other);
        return name.isEmpty() ? "file " + Integer.toUnsignedString(other.getId()) : name;
    }

    private Map<Integer, UnixSkEntry> byInode() {
        if (byInode.isEmpty()) {
            for (FileEntry entry : files.entries()) {
                if (entry.getType() == FdTypes.UNIXSK) {
                    byInode.put(entry.getUsk().getIno(), entry.getUsk());
                }
            }
        }
        return byInode;
    }

    private static String state(int state, int type) {
        boolean isConnectionless = type == Sockets.SOCK_DGRAM && state == CLOSE;
        if (isConnectionless) {
            return "unconnected";
        }
        return state >= ESTABLISHED && state < STATES.size() ? STATES.get(state) : "";
    }

    private static String type(int type) {
        return switch (type) {
            case Sockets.SOCK_STREAM -> "stream";
            case Sockets.SOCK_DGRAM -> "dgram";
            case Sockets.SOCK_SEQPACKET -> "seqpacket";
            case Sockets.SOCK_RAW -> "raw";
            default -> Integer.toUnsignedString(type);
        };
    }
}
