package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/** The files of {@code /proc/sysvipc}: a line of column names, then a line for each object. See sysvipc(7). */
final class SysvTable {
    private static final Path DIRECTORY = Path.of("/proc/sysvipc");

    private SysvTable() {}

    /** Makes an object of a line. */
    @FunctionalInterface
    interface Maker<T> {
        T of(Row row) throws ProcfsException;
    }

    /** Parses a whole text. */
    @FunctionalInterface
    interface Parsing<T> {
        List<T> of(String text) throws ProcfsException;
    }

    /** One line with the names of its columns. */
    record Row(List<String> columns, Line line, List<String> values) {
        private String value(String column) throws ProcfsException {
            int at = columns.indexOf(column);
            if (at < 0 || at >= values.size()) {
                throw line.wrong("no " + column + " in '" + line.text() + "'");
            }
            return values.get(at);
        }

        /** The key, which the kernel prints as a signed number. */
        int key() throws ProcfsException {
            return number("key");
        }

        int number(String column) throws ProcfsException {
            return line.signedInt(column, value(column));
        }

        int unsigned(String column) throws ProcfsException {
            return line.unsignedInt(column, value(column));
        }

        int octal(String column) throws ProcfsException {
            return line.octal(column, value(column));
        }

        long size(String column) throws ProcfsException {
            return line.unsigned(column, value(column));
        }
    }

    static <T> List<T> read(String file, Parsing<T> parsing) throws IOException {
        try {
            return parsing.of(Files.readString(DIRECTORY.resolve(file)));
        } catch (NoSuchFileException notInThisKernel) {
            return List.of();
        }
    }

    static <T> List<T> parse(String file, String text, Maker<T> maker) throws ProcfsException {
        List<T> objects = new ArrayList<>();
        Iterator<Line> lines = Line.split(file, text).iterator();
        List<String> columns = lines.hasNext() ? words(lines.next()) : List.of();
        while (lines.hasNext()) {
            Line line = lines.next();
            objects.add(maker.of(new Row(columns, line, words(line))));
        }
        return List.copyOf(objects);
    }

    private static List<String> words(Line line) {
        return Arrays.asList(line.text().strip().split(" +"));
    }
}
