package dev.ferry.engine.resource;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Seek;
import dev.ferry.linux.file.Write;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** Content of files of any size through one buffer, holes left out. The files are open files of our own: offsets move. */
public final class SparseFile {
    private static final int BUFFER_BYTES = 256 << 10;

    private SparseFile() {}

    /** Takes one part of a file that is not a hole, from {@code start} to before {@code end}. */
    @FunctionalInterface
    public interface Part {
        void data(long start, long end) throws IOException;
    }

    /** Takes the next {@code length} bytes, at most 256 KiB; {@code bytes} is used again afterwards. */
    @FunctionalInterface
    public interface Sink {
        void take(byte[] bytes, int length) throws IOException;
    }

    /** Finds all parts of a file of {@code size} bytes, ascending. */
    public static void parts(Fd file, long size, Part part) throws IOException {
        long at = 0;
        while (at < size) {
            OptionalLong data = Seek.nextData(file, at);
            if (data.isEmpty() || data.getAsLong() >= size) {
                return;
            }
            at = Math.min(Seek.nextHole(file, data.getAsLong()), size);
            part.data(data.getAsLong(), at);
        }
    }

    /** Reads from {@code start} to before {@code end}; an {@link java.io.EOFException} if the file is shorter by now. */
    public static void read(Fd file, long start, long end, Sink sink) throws IOException {
        byte[] bytes = new byte[(int) Math.min(BUFFER_BYTES, end - start)];
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
        for (long at = start; at < end; at += buffer.limit()) {
            buffer.clear().limit((int) Math.min(bytes.length, end - at));
            Read.fullyAt(file, buffer, at);
            buffer.flip().get(bytes, 0, buffer.limit());
            sink.take(bytes, buffer.limit());
        }
    }

    /** Writes all that comes from {@code content} to the file, beginning at {@code start}; returns the number of bytes. */
    public static long write(InputStream content, long atMost, Fd file, long start) throws IOException {
        byte[] bytes = new byte[(int) Math.max(1, Math.min(BUFFER_BYTES, atMost))];
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length);
        long at = start;
        for (int got = content.read(bytes); got >= 0; got = content.read(bytes)) {
            buffer.clear().put(bytes, 0, got).flip();
            Write.fullyAt(file, buffer, at);
            at += got;
        }
        return at - start;
    }
}
