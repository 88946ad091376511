package dev.ferry.engine.carry;

import dev.ferry.engine.bytes.BlockInputStream;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.resource.SparseFile;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Truncate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The content of a carried file, the image {@code carried-N}: parts of u64 offset, u32 length and that many bytes, ascending and
 * without the holes; then a part of length 0 whose offset is the size of the file. Everything is little-endian.
 */
final class CarriedContent {
    private static final int HEAD_BYTES = Long.BYTES + Integer.BYTES;

    private CarriedContent() {}

    /** Writes the content of a file of {@code size} bytes, our own open file, to which nobody writes meanwhile. */
    static void write(Fd file, long size, OutputStream out) throws IOException {
        SparseFile.parts(file, size, (start, end) -> writePart(file, start, end, out));
        out.write(head(size, 0));
    }

    private static void writePart(Fd file, long start, long end, OutputStream out) throws IOException {
        long[] at = {start};
        SparseFile.read(file, start, end, (bytes, length) -> {
            out.write(head(at[0], length));
            out.write(bytes, 0, length);
            at[0] += length;
        });
    }

    /**
     * Fills the empty file {@code into}.
     *
     * @param size what was announced, bytes
     * @throws ImageException if the content does not have exactly this size, or ends early, or goes on
     */
    static void read(InputStream in, long size, Fd into) throws IOException {
        ByteBuffer head = readHead(in);
        long end = 0;
        while (head.getInt(Long.BYTES) != 0) {
            long start = head.getLong(0);
            long length = Integer.toUnsignedLong(head.getInt(Long.BYTES));
            if (start < end || start > size || length > size - start) {
                throw new ImageException("its part of " + length + " bytes at " + Long.toUnsignedString(start)
                        + " does not fit into " + size + " bytes");
            }
            if (SparseFile.write(new Window(in, length), length, into, start) != length) {
                throw new ImageException("its content ends early");
            }
            end = start + length;
            head = readHead(in);
        }
        if (head.getLong(0) != size || in.read() >= 0) {
            throw new ImageException("its content is not the announced " + size + " bytes");
        }
        Truncate.to(into, size);
    }

    private static byte[] head(long offset, int length) {
        return ByteBuffer.allocate(HEAD_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(offset)
                .putInt(length)
                .array();
    }

    private static ByteBuffer readHead(InputStream in) throws IOException {
        byte[] head = in.readNBytes(HEAD_BYTES);
        if (head.length < HEAD_BYTES) {
            throw new ImageException("its content ends early");
        }
        return ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The next {@code left} bytes of a stream. */
    private static final class Window extends BlockInputStream {
        private final InputStream in;
        private long left;

        Window(InputStream in, long left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int got = in.read(bytes, from, (int) Math.min(length, left));
            left -= Math.max(got, 0);
            return got;
        }
    }
}
