package dev.ferry.engine.stream;

import com.github.luben.zstd.ZstdCompressCtx;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** A frame that is being put together: room for the header, then payload, so that both leave in one write. */
final class FrameBuffer {
    private final byte[] bytes;
    private final ByteBuffer view;
    private final CRC32C checksum = new CRC32C();
    private int end = Frame.HEADER_BYTES;

    /** A buffer for payloads up to that many bytes. */
    FrameBuffer(int capacity) {
        bytes = new byte[Frame.HEADER_BYTES + capacity];
        view = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Appends what fits, and says how many bytes that was. */
    int append(byte[] from, int offset, int length) {
        int fits = Math.min(length, bytes.length - end);
        System.arraycopy(from, offset, bytes, end, fits);
        end += fits;
        return fits;
    }

    void append(byte value) {
        bytes[end++] = value;
    }

    /** An empty buffer for payloads up to that many bytes: this one if it is large enough. */
    FrameBuffer roomFor(int capacity) {
        clear();
        return bytes.length - Frame.HEADER_BYTES >= capacity ? this : new FrameBuffer(capacity);
    }

    /** Appends the length of another payload, and what {@code context} makes of it. */
    void appendCompressed(FrameBuffer other, ZstdCompressCtx context) {
        view.putInt(end, other.payloadLength());
        end += Integer.BYTES;
        end += context.compressByteArray(
                bytes, end, bytes.length - end, other.bytes, Frame.HEADER_BYTES, other.payloadLength());
    }

    boolean isFull() {
        return end == bytes.length;
    }

    boolean isEmpty() {
        return end == Frame.HEADER_BYTES;
    }

    /** Fills in the header. */
    void seal(int stream, int typeByte) {
        view.putInt(0, stream);
        view.put(Integer.BYTES, (byte) typeByte);
        view.putInt(Frame.LENGTH_AT, end - Frame.HEADER_BYTES);
        view.putInt(Frame.CHECKSUM_AT, checksum(checksum, bytes, end));
    }

    byte[] bytes() {
        return bytes;
    }

    /** The length of header and payload. */
    int length() {
        return end;
    }

    int payloadLength() {
        return end - Frame.HEADER_BYTES;
    }

    void clear() {
        end = Frame.HEADER_BYTES;
    }

    /** The checksum of the frame that fills {@code bytes} up to {@code end}, its checksum field left out. */
    static int checksum(CRC32C checksum, byte[] bytes, int end) {
        checksum.reset();
        checksum.update(bytes, 0, Frame.CHECKSUM_AT);
        checksum.update(bytes, Frame.HEADER_BYTES, end - Frame.HEADER_BYTES);
        return (int) checksum.getValue();
    }
}
