package dev.ferry.engine.show;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** An image that CRIU has another program write and read: what ip(8), iptables-save(8) or tar(1) have said. */
final class RawImage {
    /** As text it is for people, and all of it is of use. */
    private static final int MAX_TEXT = 256 << 10;

    private static final int MAX_BYTES = 4096;

    private RawImage() {}

    /** Its only entry: the text, or the first bytes of what is none. */
    static Map<String, Object> read(InputStream content) throws IOException {
        byte[] start = content.readNBytes(MAX_TEXT);
        long length = start.length + content.transferTo(OutputStream.nullOutputStream());
        Map<String, Object> fields = new LinkedHashMap<>();
        if (length == start.length && isText(start)) {
            fields.put("text", new String(start, StandardCharsets.UTF_8));
        } else {
            fields.put(
                    "extra",
                    Base64.getEncoder().encodeToString(Arrays.copyOf(start, Math.min(start.length, MAX_BYTES))));
        }
        fields.put("extra_bytes", length);
        return fields;
    }

    private static boolean isPrinted(int character) {
        return !Character.isISOControl(character) || character == '\n' || character == '\t';
    }

    private static boolean isText(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .chars()
                    .allMatch(RawImage::isPrinted);
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
