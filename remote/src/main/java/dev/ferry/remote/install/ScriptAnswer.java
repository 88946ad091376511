package dev.ferry.remote.install;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The lines {@code FERRY: key value} of a script; whatever else a login shell prints is left out. */
record ScriptAnswer(List<Line> lines) {
    private static final String PREFIX = "FERRY: ";
    private static final String END = "end";
    private static final int MAX_BYTES = 64 << 10;
    private static final int MAX_VALUE = 500;

    /** One of them. */
    record Line(String key, String value) {}

    ScriptAnswer {
        lines = List.copyOf(lines);
    }

    /**
     * Reads up to a line with this key, or to the end if the script ends before.
     *
     * @throws EOFException if the output ends without either
     */
    static ScriptAnswer read(InputStream in, String until) throws IOException {
        List<Line> lines = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int count = 0; count < MAX_BYTES; count++) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException("it ended too early");
            }
            if (next != '\n') {
                text.append((char) next);
                continue;
            }
            parse(text.toString()).ifPresent(lines::add);
            text.setLength(0);
            if (!lines.isEmpty() && isLast(lines.get(lines.size() - 1), until)) {
                return new ScriptAnswer(lines);
            }
        }
        throw new IOException("it printed more than " + (MAX_BYTES >> 10) + " KiB");
    }

    private static boolean isLast(Line line, String until) {
        return line.key().equals(until) || line.key().equals(END);
    }

    private static Optional<Line> parse(String line) {
        if (!line.startsWith(PREFIX)) {
            return Optional.empty();
        }
        byte[] bytes = line.substring(PREFIX.length()).getBytes(StandardCharsets.ISO_8859_1);
        String said = new String(bytes, StandardCharsets.UTF_8);
        int space = said.indexOf(' ');
        String value = space < 0 ? "" : said.substring(space + 1);
        return Optional.of(new Line(
                space < 0 ? said : said.substring(0, space), value.substring(0, Math.min(MAX_VALUE, value.length()))));
    }

    boolean has(String key) {
        return lines.stream().anyMatch(line -> line.key().equals(key));
    }

    Optional<String> first(String key) {
        return all(key).stream().findFirst();
    }

    /** Every value with this key that is not empty. */
    List<String> all(String key) {
        return lines.stream()
                .filter(line -> line.key().equals(key) && !line.value().isBlank())
                .map(Line::value)
                .toList();
    }
}
