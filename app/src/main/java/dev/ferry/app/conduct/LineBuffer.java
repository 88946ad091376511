package dev.ferry.app.conduct;

import java.io.IOException;
import java.util.Arrays;

/** Bytes of a stream until a line of them is complete. Grows only with bytes that have come, up to a bound. */
public final class LineBuffer {
    private static final int FIRST = 16 << 10;

    private final int longest;
    private byte[] bytes = new byte[FIRST];
    private int filled;
    private int searched;

    /** Takes one line. */
    @FunctionalInterface
    public interface Taker<T> {
        /** The line without its line feed. */
        T take(byte[] line) throws IOException;
    }

    /** For lines of so many bytes at most. */
    public LineBuffer(int longest) {
        this.longest = longest;
    }

    /** Whether there is no whole line. */
    boolean isIncomplete() {
        while (searched < filled && bytes[searched] != '\n') {
            searched++;
        }
        return searched == filled;
    }

    /** Where more can be put, from {@link #filled} on. */
    byte[] room() throws IOException {
        if (filled == bytes.length) {
            if (filled >= longest) {
                throw new IOException("a line has more than " + longest + " bytes");
            }
            bytes = Arrays.copyOf(bytes, Math.min(bytes.length * 2, longest));
        }
        return bytes;
    }

    int filled() {
        return filled;
    }

    int free() {
        return bytes.length - filled;
    }

    void add(int length) {
        filled += length;
    }

    /** Copies bytes in; complete lines go to {@code lines}. */
    public void add(byte[] more, int length, Taker<?> lines) throws IOException {
        int done = 0;
        while (done < length) {
            byte[] room = room();
            int part = Math.min(length - done, free());
            System.arraycopy(more, done, room, filled, part);
            filled += part;
            done += part;
            while (!isIncomplete()) {
                take(lines);
            }
        }
    }

    <T> T take(Taker<T> line) throws IOException {
        byte[] found = Arrays.copyOf(bytes, searched);
        int rest = filled - searched - 1;
        System.arraycopy(bytes, searched + 1, bytes, 0, rest);
        filled = rest;
        searched = 0;
        return line.take(found);
    }
}
