package dev.ferry.engine.restore;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.Manifest;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The images of a checkpoint that describe the tree, read into memory; what has contents follows them in the source. Together
 * they may not be larger than {@link #MAX_BYTES}.
 */
public final class CheckpointImages {
    static final int MAX_BYTES = 1 << 30;

    private static final String MANIFEST = "ferry-manifest";

    private final Map<String, byte[]> images = new LinkedHashMap<>();
    private IncomingImage firstContent;

    private CheckpointImages() {}

    /** Reads up to the first image with contents. */
    public static CheckpointImages read(ImageSource source) throws IOException {
        CheckpointImages read = new CheckpointImages();
        int room = MAX_BYTES;
        for (Optional<IncomingImage> next = source.next(); next.isPresent(); next = source.next()) {
            IncomingImage image = next.get();
            if (hasContents(image.name())) {
                read.firstContent = image;
                break;
            }
            byte[] bytes = image.content().readNBytes(room);
            room -= bytes.length;
            if (room == 0) {
                throw new ImageException("The images that describe the tree are larger than " + MAX_BYTES + " bytes.");
            }
            read.images.put(image.name(), bytes);
        }
        return read;
    }

    private static boolean hasContents(String name) {
        return name.startsWith("pages-") || name.startsWith("ghost-file-") || name.startsWith("carried-");
    }

    /** The first image with contents, already taken from the source. */
    public Optional<IncomingImage> firstContent() {
        return Optional.ofNullable(firstContent);
    }

    /** How many bytes each of them has, in the order in which they came. */
    public Map<String, Long> sizes() {
        Map<String, Long> sizes = new LinkedHashMap<>();
        images.forEach((name, bytes) -> sizes.put(name, (long) bytes.length));
        return sizes;
    }

    /** Whether the set has an image of this name. */
    public boolean has(String name) {
        return images.containsKey(name);
    }

    /** The bytes of a Ferry image, if the set has it. */
    public Optional<byte[]> raw(String name) {
        return Optional.ofNullable(images.get(name));
    }

    /** What Ferry notes about a set; the default instance for one of CRIU. */
    public Manifest manifest() throws ImageException {
        return own(MANIFEST, Manifest.parser()).orElse(Manifest.getDefaultInstance());
    }

    /** What an image of Ferry's own says, if the set has it. */
    <T extends MessageLite> Optional<T> own(String name, Parser<T> parser) throws ImageException {
        byte[] bytes = images.get(name);
        try {
            return bytes == null ? Optional.empty() : Optional.of(parser.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new ImageException(
                    "The image " + name + " can not be understood (" + e.getMessage() + "); dump the program again.",
                    e);
        }
    }

    /** The only entry of an image that must be there. */
    public <T extends MessageLite> T single(ImageType type, String name, Parser<T> parser) throws IOException {
        try (ImageReader reader = open(type, name)) {
            return reader.single(parser);
        }
    }

    /** All entries of an image that must be there. */
    public <T extends MessageLite> List<T> all(ImageType type, String name, Parser<T> parser) throws IOException {
        List<T> entries = new ArrayList<>();
        try (ImageReader reader = open(type, name)) {
            for (Optional<T> next = reader.next(parser); next.isPresent(); next = reader.next(parser)) {
                entries.add(next.get());
            }
        }
        return entries;
    }

    /** Opens an image that must be there. */
    public ImageReader open(ImageType type, String name) throws IOException {
        byte[] bytes = images.get(name);
        if (bytes == null) {
            throw new ImageException("The checkpoint has no " + name + ".");
        }
        return new ImageReader(name, type, new ByteArrayInputStream(bytes));
    }
}
