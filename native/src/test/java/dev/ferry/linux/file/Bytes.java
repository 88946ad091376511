package dev.ferry.linux.file;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Text as the direct buffers that read and write take. */
final class Bytes {
    private Bytes() {}

    static ByteBuffer of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    /** What was read into {@code buffer}: the text before its position. */
    static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer.duplicate().flip()).toString();
    }
}
