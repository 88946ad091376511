package dev.ferry.engine.show;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.GhostFileEntry;
import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.image.proto.Scheduling;
import dev.ferry.engine.image.proto.SocketOptionValues;
import dev.ferry.engine.image.proto.SysvUse;
import dev.ferry.engine.ipc.IpcImages;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.engine.stream.StoredCheckpoint;
import dev.ferry.engine.wire.proto.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decodes one image of a checkpoint, entry by entry. */
public final class ImageDecoder {
    private static final Map<String, Message> OWN = Map.of(
            "ferry-manifest",
            Manifest.getDefaultInstance(),
            "ferry-tree",
            Tree.getDefaultInstance(),
            "ferry-scheduling",
            Scheduling.getDefaultInstance(),
            "ferry-sockopts",
            SocketOptionValues.getDefaultInstance(),
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

    static DecodedImage decode(IncomingImage image) throws IOException {
        String name = image.name();
        Message own = OWN.get(name);
        if (own != null) {
            return new DecodedImage(name, name, List.of(MessageFields.of(parse(own, image))));
        }
        requireNoContents(name);
        Optional<ImageType> known = ImageName.parse(name).map(ImageName::type);
        if (known.isEmpty()) {
            return unknown(image);
        }
        ImageType type = known.get();
        if (type.isRaw()) {
            return new DecodedImage(name, type.name(), List.of(RawImage.read(image.content())));
        }
        try (ImageReader reader = new ImageReader(name, type, image.content())) {
            return new DecodedImage(name, type.name(), entries(type, reader));
        }
    }

    private static void requireNoContents(String name) throws ImageException {
        if (name.startsWith("pages-")) {
            throw new ImageException(
                    "Image " + name
                            + " is the plain contents of memory, and there is nothing to decode; its pagemap says where they belong.");
        }
        if (name.startsWith("carried-")) {
            throw new ImageException("Image " + name
                    + " is a file of the program, and there is nothing to decode; ferry-manifest says which.");
        }
    }

    /** Of a kind that came after us, or that Ferry leaves alone. */
    private static DecodedImage unknown(IncomingImage image) throws IOException {
        try (ImageReader reader = ImageReader.ofUnknownKind(image.name(), image.content())) {
            String magic = String.format("%08x", reader.readMagic());
            List<Map<String, Object>> entries = new ArrayList<>();
            Parser<? extends Message> parser = EntryTypes.UNKNOWN.getParserForType();
            for (Optional<? extends Message> next = reader.next(parser); next.isPresent(); next = reader.next(parser)) {
                entries.add(MessageFields.of(next.get()));
            }
            return new DecodedImage(image.name(), magic, entries);
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
        for (Optional<? extends Message> next = reader.next(parser.getParserForType());
                next.isPresent();
                next = reader.next(parser.getParserForType())) {
            Map<String, Object> fields = MessageFields.of(next.get());
            EntryPayload.read(next.get(), reader, fields);
            entries.add(fields);
            if (next.get() instanceof GhostFileEntry ghost && !ghost.getChunks()) {
                break;
            }
            parser = EntryTypes.following(type);
        }
        return entries;
    }
}
