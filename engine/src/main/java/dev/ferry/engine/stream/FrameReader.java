package dev.ferry.engine.stream;

import dev.ferry.engine.image.ImageException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/** Reads frames that may come from anywhere; each is checked before it is handed out. Not for several threads. */
public final class FrameReader implements Closeable {
    private static final int READ_AHEAD_BYTES = 64 << 10;

    private final InputStream in;
    private final CRC32C checksum = new CRC32C();
    private byte[] bytes = new byte[READ_AHEAD_BYTES];
    private long offset;
    private FrameDecompressor decompressor;

    /** Reads ahead, so nobody else may read {@code in} from now on. Closing the reader closes {@code in}. */
    public FrameReader(InputStream in) {
        this.in = new BufferedInputStream(in, READ_AHEAD_BYTES);
    }

    /** From now on frames may be compressed; only where {@link Zstd#isAvailable}. */
    public void acceptCompressed() {
        if (decompressor == null) {
            decompressor = new FrameDecompressor();
        }
    }

    /** The next frame, or empty if the stream ends here, between two frames. */
    public Optional<Frame> read() throws IOException {
        int got = in.readNBytes(bytes, 0, Frame.HEADER_BYTES);
        if (got == 0) {
            return Optional.empty();
        }
        requireAll(got, Frame.HEADER_BYTES);
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int stream = header.getInt(0);
        int typeByte = Byte.toUnsignedInt(header.get(Integer.BYTES));
        FrameType type = type(typeByte, stream);
        int length = length(header.getInt(Frame.LENGTH_AT));
        int expected = header.getInt(Frame.CHECKSUM_AT);
        readPayload(length, expected);
        ByteBuffer payload = payload(length);
        boolean plain = (typeByte & Frame.COMPRESSED) == 0;
        return Optional.of(new Frame(stream, type, plain ? payload : original(type, payload)));
    }

    @Override
    public void close() throws IOException {
        if (decompressor != null) {
            decompressor.close();
        }
        in.close();
    }

    private FrameType type(int typeByte, int stream) throws ImageException {
        int code = decompressor == null ? typeByte : typeByte & ~Frame.COMPRESSED;
        FrameType type = FrameType.of(code).orElseThrow(() -> damaged("a frame has the unknown type " + typeByte));
        if (code != typeByte && !type.isBulk()) {
            throw damaged("a " + type + " frame is compressed");
        }
        if (stream < 0 || stream > Frame.MAX_STREAM || type.isControl() != (stream == Frame.CONTROL_STREAM)) {
            throw damaged("a " + type + " frame is on stream " + Integer.toUnsignedString(stream));
        }
        return type;
    }

    private int length(int length) throws ImageException {
        if (length < 0 || length > Frame.MAX_PAYLOAD) {
            throw damaged("a frame claims " + Integer.toUnsignedString(length) + " bytes, more than the "
                    + Frame.MAX_PAYLOAD + " allowed");
        }
        return length;
    }

    private void readPayload(int length, int expected) throws IOException {
        int end = Frame.HEADER_BYTES + length;
        if (bytes.length < end) {
            // At most twice: the limit on frames is the limit on this buffer.
            bytes = Arrays.copyOf(bytes, Frame.HEADER_BYTES + (end <= 1 << 18 ? 1 << 18 : Frame.MAX_PAYLOAD));
        }
        requireAll(in.readNBytes(bytes, Frame.HEADER_BYTES, length), length);
        if (FrameBuffer.checksum(checksum, bytes, end) != expected) {
            throw damaged("the checksum of a frame does not match its contents");
        }
        offset += end;
    }

    private ByteBuffer original(FrameType type, ByteBuffer payload) throws ImageException {
        return decompressor
                .decompress(payload)
                .orElseThrow(() -> damaged("a compressed " + type + " frame is not what it says"));
    }

    private ByteBuffer payload(int length) {
        return ByteBuffer.wrap(bytes, Frame.HEADER_BYTES, length).slice().order(ByteOrder.LITTLE_ENDIAN);
    }

    private void requireAll(int got, int wanted) throws ImageException {
        if (got < wanted) {
            throw new ImageException(
                    "The stream ends early: after " + (offset + got) + " bytes, in the middle of a frame.");
        }
    }

    private ImageException damaged(String what) {
        return new ImageException("The stream is damaged at byte " + offset + ": " + what + ".");
    }
}
