package dev.ferry.engine.image;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.ferry.engine.bytes.BlockInputStream;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads one image that may come from anywhere.
 *
 * <p>Whatever is wrong becomes an {@link ImageException} with the image, the offset and the reason. Memory grows with the
 * bytes that really arrive, never with a length that the image merely claims.
 */
public final class ImageReader implements Closeable {
    /** No entry is longer. The largest real ones list a mapping per line: a million mappings fit. */
    public static final int MAX_ENTRY_BYTES = 64 << 20;

    private static final int BUFFER_BYTES = 16 << 10;

    private final String name;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private long offset;
    private long payloadLeft;

    private ImageReader(String name, InputStream in) {
        this.name = name;
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
    }

    /** Opens an image and checks its magics. Closing the reader closes {@code in}. Not for raw kinds. */
    public ImageReader(String name, ImageType type, InputStream in) throws IOException {
        this(name, in);
        switch (type.head()) {
            case OWN -> {}
            case COMMON -> expectMagic(ImageType.Head.COMMON_MAGIC);
            case SERVICE -> expectMagic(ImageType.Head.SERVICE_MAGIC);
            case RAW -> throw new IllegalArgumentException(type + " images have no entries");
        }
        expectMagic(type.magic());
    }

    /**
     * Opens an image of a kind that nobody here knows, if it begins as all images of CRIU do, up to the magic of its kind.
     *
     * @throws ImageException if it does not
     */
    public static ImageReader ofUnknownKind(String name, InputStream in) throws IOException {
        ImageReader reader = new ImageReader(name, in);
        int format = reader.readMagic();
        if (format != ImageType.Head.COMMON_MAGIC && format != ImageType.Head.SERVICE_MAGIC) {
            throw new ImageException(
                    "Image " + name
                            + " is of a kind that this version of Ferry can not decode: it does not begin as images of CRIU do.");
        }
        return reader;
    }

    /** The magic that comes next: what says the kind of one that is not known. */
    public int readMagic() throws IOException {
        if (in.readNBytes(buffer, 0, Integer.BYTES) < Integer.BYTES) {
            throw damaged("it ends inside its magic");
        }
        offset += Integer.BYTES;
        return intInBuffer();
    }

    /** The next entry, or empty at the end of the image. Payload that nobody read is skipped. */
    public <T extends MessageLite> Optional<T> next(Parser<T> parser) throws IOException {
        skipPayload();
        int got = in.readNBytes(buffer, 0, Integer.BYTES);
        if (got == 0) {
            return Optional.empty();
        }
        if (got < Integer.BYTES) {
            throw damaged("it ends inside the length of an entry");
        }
        long length = Integer.toUnsignedLong(intInBuffer());
        if (length > MAX_ENTRY_BYTES) {
            throw damaged("an entry claims " + length + " bytes, more than the " + MAX_ENTRY_BYTES + " allowed");
        }
        offset += Integer.BYTES;
        return Optional.of(parse(parser, (int) length));
    }

    /** The next entry of an image that has to have one. */
    public <T extends MessageLite> T require(Parser<T> parser) throws IOException {
        Optional<T> entry = next(parser);
        return entry.orElseThrow(() -> damaged("it ends where an entry is expected"));
    }

    /** The only entry of an image that has exactly one. */
    public <T extends MessageLite> T single(Parser<T> parser) throws IOException {
        T entry = require(parser);
        if (in.read() >= 0) {
            throw damaged("it goes on after its only entry");
        }
        return entry;
    }

    /**
     * The {@code length} raw bytes after the last entry. The stream ends there, and fails if the image ends before. It is
     * valid until the next entry is read.
     */
    public InputStream payload(long length) throws IOException {
        if (length < 0) {
            throw damaged("a payload of " + Long.toUnsignedString(length) + " bytes is announced");
        }
        skipPayload();
        payloadLeft = length;
        return new Payload();
    }

    /** The {@code length} raw bytes after the last entry, at once; refused if more than {@code limit}. */
    public byte[] payloadBytes(long length, int limit) throws IOException {
        if (length > limit) {
            throw damaged("a payload of " + length + " bytes is announced, more than the " + limit + " allowed");
        }
        try (InputStream payload = payload(length)) {
            return payload.readAllBytes();
        }
    }

    /** All bytes that are left, for images that end with payload of no announced length. */
    public InputStream rest() throws IOException {
        skipPayload();
        return in;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private void expectMagic(int expected) throws IOException {
        long start = offset;
        int magic = readMagic();
        if (magic != expected) {
            throw ImageException.at(name, start, String.format("its magic is %08x instead of %08x", magic, expected));
        }
    }

    private <T extends MessageLite> T parse(Parser<T> parser, int length) throws IOException {
        byte[] bytes = buffer;
        int got;
        if (length <= buffer.length) {
            got = in.readNBytes(buffer, 0, length);
        } else {
            // Grows as the bytes come in.
            bytes = in.readNBytes(length);
            got = bytes.length;
        }
        if (got < length) {
            throw damaged("it ends " + got + " bytes into an entry of " + length);
        }
        T entry = parse(parser, bytes, length);
        offset += length;
        return entry;
    }

    private <T extends MessageLite> T parse(Parser<T> parser, byte[] bytes, int length) throws ImageException {
        try {
            return parser.parseFrom(bytes, 0, length);
        } catch (InvalidProtocolBufferException e) {
            String what = "the entry of " + length + " bytes can not be understood (" + e.getMessage() + ")";
            throw new ImageException(damaged(what).getMessage(), e);
        }
    }

    private void skipPayload() throws IOException {
        while (payloadLeft > 0) {
            advance(in.read(buffer, 0, (int) Math.min(buffer.length, payloadLeft)));
        }
    }

    private int advance(int got) throws ImageException {
        if (got < 0) {
            throw damaged("it ends " + payloadLeft + " bytes before the end of a payload");
        }
        payloadLeft -= got;
        offset += got;
        return got;
    }

    private int intInBuffer() {
        return ByteBuffer.wrap(buffer).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
    }

    private ImageException damaged(String what) {
        return ImageException.at(name, offset, what);
    }

    /** A window onto the payload of the current entry. */
    private final class Payload extends BlockInputStream {
        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            return payloadLeft == 0 ? -1 : advance(in.read(bytes, from, (int) Math.min(length, payloadLeft)));
        }
    }
}
