package dev.ferry.engine.image;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Writes one image: its magics, then entries, each a little-endian u32 length and the message, or raw payload. */
public final class ImageWriter implements Closeable {
    private static final int BUFFER_BYTES = 16 << 10;
    private static final int COPY_BYTES = 64 << 10;

    private final OutputStream out;
    private final CodedOutputStream coded;

    /** Starts an image. Closing the writer closes {@code out}. Not for raw kinds. */
    public ImageWriter(ImageType type, OutputStream out) throws IOException {
        this.out = out;
        this.coded = CodedOutputStream.newInstance(out, BUFFER_BYTES);
        switch (type.head()) {
            case OWN -> {}
            case COMMON -> coded.writeFixed32NoTag(ImageType.Head.COMMON_MAGIC);
            case SERVICE -> coded.writeFixed32NoTag(ImageType.Head.SERVICE_MAGIC);
            case RAW -> throw new IllegalArgumentException(type + " images have no entries");
        }
        coded.writeFixed32NoTag(type.magic());
    }

    /** Writes one entry. */
    public void write(MessageLite entry) throws IOException {
        coded.writeFixed32NoTag(entry.getSerializedSize());
        entry.writeTo(coded);
    }

    /** Writes bytes that belong to the entry before them, as they are. */
    public void writePayload(byte[] bytes, int offset, int length) throws IOException {
        coded.write(bytes, offset, length);
    }

    /** Writes exactly {@code length} bytes of {@code from} as payload; fails if it has fewer. */
    public void writePayload(InputStream from, long length) throws IOException {
        byte[] buffer = new byte[(int) Math.min(COPY_BYTES, length)];
        for (long left = length; left > 0; ) {
            int got = from.read(buffer, 0, (int) Math.min(buffer.length, left));
            if (got < 0) {
                throw new EOFException("The payload ended " + left + " bytes before its announced length.");
            }
            coded.write(buffer, 0, got);
            left -= got;
        }
    }

    @Override
    public void close() throws IOException {
        try (out) {
            coded.flush();
        }
    }
}
