package dev.ferry.app.conduct;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What processes say to each other: one object to a line. Members that are not known are passed over. */
public final class JsonLines {
    /** Ten thousand processes with long names. */
    public static final int MAX_LINE = 16 << 20;

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
            .build();

    private JsonLines() {}

    /** With its line feed. */
    public static byte[] of(Object value) {
        try {
            byte[] text = MAPPER.writeValueAsBytes(value);
            byte[] line = java.util.Arrays.copyOf(text, text.length + 1);
            line[text.length] = '\n';
            return line;
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Reads one.
     *
     * @throws IOException if it is none
     */
    public static <T> T parse(byte[] line, int length, Class<T> type) throws IOException {
        try {
            return MAPPER.readValue(line, 0, length, type);
        } catch (JsonProcessingException e) {
            throw new IOException("it is not understood: " + e.getOriginalMessage(), e);
        }
    }

    /** The same of a text. */
    public static <T> T parse(String text, Class<T> type) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return parse(bytes, bytes.length, type);
    }

    /**
     * The next object of a stream; empty at its end.
     *
     * @throws IOException if a line is too long or none of them
     */
    public static <T> Optional<T> read(InputStream in, LineBuffer buffer, Class<T> type) throws IOException {
        while (buffer.isIncomplete()) {
            int length = in.read(buffer.room(), buffer.filled(), buffer.free());
            if (length < 0) {
                return Optional.empty();
            }
            buffer.add(length);
        }
        return Optional.of(buffer.take(line -> parse(line, line.length, type)));
    }
}
