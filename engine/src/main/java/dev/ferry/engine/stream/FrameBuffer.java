package dev.ferry.engine.stream;

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

    boolean isFull() {
        return end == bytes.length;
    }

    boolean isEmpty() {
        return end == Frame.HEADER_BYTES;
    }

    /** Fills in the header. */
    void seal(int stream, FrameType type) {
        view.putInt(0, stream);
        view.put(Integer.BYTES, (byte) type.code());
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
