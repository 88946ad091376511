package dev.ferry.engine.stream;

import java.nio.ByteBuffer;

/**
 * One frame as it came in. The payload, little-endian, lies in the reader's buffer: it is valid until the next frame is read.
 *
 * @param stream 0 for control, otherwise which set of images
 */
public record Frame(int stream, FrameType type, ByteBuffer payload) {
    /** The stream of the migration protocol. */
    public static final int CONTROL_STREAM = 0;

    /** The highest stream number. */
    public static final int MAX_STREAM = 0xffff;

    /** No payload is longer, in bytes. */
    public static final int MAX_PAYLOAD = 1 << 20;

    /** Set in the type byte of a frame whose payload is compressed. */
    static final int COMPRESSED = 0x80;

    static final int HEADER_BYTES = 13;
    static final int LENGTH_AT = 5;
    static final int CHECKSUM_AT = 9;
}
