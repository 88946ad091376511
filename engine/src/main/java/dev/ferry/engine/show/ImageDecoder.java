package dev.ferry.engine.show;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.GhostChunkEntry;
import dev.ferry.engine.image.proto.GhostFileEntry;
import dev.ferry.engine.image.proto.IpcMsg;
import dev.ferry.engine.image.proto.IpcMsgEntry;
import dev.ferry.engine.image.proto.IpcSemEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.image.proto.SkPacketEntry;
import dev.ferry.engine.image.proto.SysvUse;
import dev.ferry.engine.image.proto.TcpStreamEntry;
import dev.ferry.engine.ipc.IpcImages;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.engine.stream.StoredCheckpoint;
import dev.ferry.engine.wire.proto.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decodes one image of a checkpoint, entry by entry. */
public final class ImageDecoder {
    /** Raw bytes are for programs; people see where they begin. */
    private static final int MAX_EXTRA = 4096;

    private static final Map<String, Message> OWN = Map.of(
            "ferry-manifest",
            Manifest.getDefaultInstance(),
            "ferry-tree",
            Tree.getDefaultInstance(),
            IpcImages.USE,
            SysvUse.getDefaultInstance());

    private ImageDecoder() {}

    /**
     * The image called {@code name}, with or without {@code .img}.
     *
     * @throws ImageException if there is none, it has no entries, or it is damaged
     */
    public static DecodedImage decode(Path checkpoint, String name) throws IOException {
        return decode(checkpoint, name, Unsealing.none());
    }

    /** The same of one that may be sealed. */
    public static DecodedImage decode(Path checkpoint, String name, Unsealing unsealing) throws IOException {
        try (ImageSource source = StoredCheckpoint.openAlone(checkpoint, unsealing)) {
            for (Optional<IncomingImage> next = source.next(); next.isPresent(); next = source.next()) {
                IncomingImage image = next.get();
                if (image.name().equals(name) || image.name().equals(name + ".img")) {
                    return decode(image);
                }
            }
        }
        throw new ImageException(
                "The checkpoint has no image " + name + "; ferry show " + checkpoint + " lists those that it has.");
    }

    private static DecodedImage decode(IncomingImage image) throws IOException {
        Message own = OWN.get(image.name());
        if (own != null) {
            return new DecodedImage(image.name(), image.name(), List.of(MessageFields.of(parse(own, image))));
        }
        ImageType type = ImageName.parse(image.name())
                .map(ImageName::type)
                .orElseThrow(() -> new ImageException(
                        "Image " + image.name() + " is of a kind that this version of Ferry can not decode."));
        if (type.isRaw()) {
            throw new ImageException(
                    "Image " + image.name()
                            + " is the plain contents of memory, and there is nothing to decode; its pagemap says where they belong.");
        }
        try (ImageReader reader = new ImageReader(image.name(), type, image.content())) {
            return new DecodedImage(image.name(), type.name(), entries(type, reader));
        }
    }

    private static Message parse(Message own, IncomingImage image) throws IOException {
        try {
            return own.getParserForType().parseFrom(image.content().readNBytes(ImageReader.MAX_ENTRY_BYTES));
        } catch (InvalidProtocolBufferException e) {
            throw new ImageException(
                    "Image " + image.name() + " is damaged: it can not be understood (" + e.getMessage() + ").", e);
        }
    }

    private static List<Map<String, Object>> entries(ImageType type, ImageReader reader) throws IOException {
        List<Map<String, Object>> entries = new ArrayList<>();
        Message parser = EntryTypes.first(type);
        long messages = 0;
        for (Optional<? extends Message> next = reader.next(parser.getParserForType());
                next.isPresent();
                next = reader.next(parser.getParserForType())) {
            Map<String, Object> fields = MessageFields.of(next.get());
            extra(next.get(), reader, fields);
            entries.add(fields);
            if (next.get() instanceof GhostFileEntry ghost && !ghost.getChunks()) {
                break;
            }
            messages = next.get() instanceof IpcMsgEntry queue ? Integer.toUnsignedLong(queue.getQnum()) : messages - 1;
            parser = messages > 0 ? IpcMsg.getDefaultInstance() : EntryTypes.following(type);
        }
        return entries;
    }

    private static void extra(Message entry, ImageReader reader, Map<String, Object> fields) throws IOException {
        long length = extraBytes(entry);
        if (length > 0) {
            try (InputStream payload = reader.payload(length)) {
                byte[] bytes = payload.readNBytes((int) Math.min(length, MAX_EXTRA));
                fields.put("extra", Base64.getEncoder().encodeToString(bytes));
                fields.put("extra_bytes", length);
            }
        }
    }

    private static long extraBytes(Message entry) {
        if (entry instanceof PipeDataEntry pipe) {
            return Integer.toUnsignedLong(pipe.getBytes());
        }
        if (entry instanceof SkPacketEntry packet) {
            return Integer.toUnsignedLong(packet.getLength());
        }
        if (entry instanceof TcpStreamEntry tcp) {
            return Integer.toUnsignedLong(tcp.getInqLen()) + Integer.toUnsignedLong(tcp.getOutqLen());
        }
        if (entry instanceof IpcShmEntry segment) {
            return segment.getInPagemaps() ? 0 : filled(segment.getSize(), Integer.BYTES);
        }
        if (entry instanceof IpcSemEntry set) {
            return filled(Integer.toUnsignedLong(set.getNsems()) * Short.BYTES, Long.BYTES);
        }
        if (entry instanceof IpcMsg message) {
            return filled(Integer.toUnsignedLong(message.getMsize()), Long.BYTES);
        }
        return entry instanceof GhostChunkEntry chunk ? chunk.getLen() : 0;
    }

    /** CRIU fills payload of System V IPC up to a multiple of so many bytes. */
    private static long filled(long bytes, int multiple) {
        return (bytes + multiple - 1) & -multiple;
    }
}
