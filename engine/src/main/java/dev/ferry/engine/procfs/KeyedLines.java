package dev.ferry.engine.procfs;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** A text of {@code Key: value} lines in which every key stands once. */
final class KeyedLines {
    private final String file;
    private final Map<String, Line> values = new LinkedHashMap<>();

    private KeyedLines(String file) {
        this.file = file;
    }

    static KeyedLines parse(String file, String text) throws ProcfsException {
        KeyedLines lines = new KeyedLines(file);
        for (Line line : Line.split(file, text)) {
            lines.add(line);
        }
        return lines;
    }

    private void add(Line line) throws ProcfsException {
        int colon = line.text().indexOf(':');
        if (colon < 0) {
            throw line.wrong("'" + line.text() + "' has no key");
        }
        String key = line.text().substring(0, colon);
        String value = line.text().substring(colon + 1).strip();
        if (values.put(key, new Line(file, line.number(), value)) != null) {
            throw line.wrong(key + " stands twice");
        }
    }

    /** The value's text with the place where it stands. */
    Line require(String key) throws ProcfsException {
        Line value = values.get(key);
        if (value == null) {
            throw new ProcfsException(file, values.size(), key + " is missing");
        }
        return value;
    }

    Optional<Line> find(String key) {
        return Optional.ofNullable(values.get(key));
    }
}
