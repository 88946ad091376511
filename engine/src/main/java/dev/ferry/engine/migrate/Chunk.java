package dev.ferry.engine.migrate;

import java.io.IOException;

/** Bytes that one thread hands to another, or the end. */
final class Chunk {
    /** As much as a pipe takes at once, and twice. */
    static final int SIZE = 128 << 10;

    /** How many wait between the threads. */
    static final int COUNT = 4;

    private static final byte[] NOTHING = {};

    private final byte[] bytes;
    private final int length;
    private final boolean full;
    private final IOException failure;

    private Chunk(byte[] bytes, int length, boolean full, IOException failure) {
        this.bytes = bytes;
        this.length = length;
        this.full = full;
        this.failure = failure;
    }

    /** The first {@code length} of these bytes, which are not copied; {@code full} if it is as long as it may be at the moment. */
    static Chunk of(byte[] bytes, int length, boolean full) {
        return new Chunk(bytes, length, full, null);
    }

    /** Nothing follows; {@code failure} says why, or is null if that is all right. */
    static Chunk end(IOException failure) {
        return new Chunk(NOTHING, -1, false, failure);
    }

    static Chunk empty() {
        return new Chunk(NOTHING, 0, false, null);
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }

    boolean isFull() {
        return full;
    }

    IOException failure() {
        return failure;
    }

    boolean isEnd() {
        return length < 0;
    }
}
