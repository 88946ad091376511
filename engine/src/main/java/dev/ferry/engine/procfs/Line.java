package dev.ferry.engine.procfs;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;

/** One line of a procfs file, which knows where it stands so that a misread field can be named. */
record Line(String file, int number, String text) {

    /**
     * The lines of a text, cut at newlines only: other line ends are legal in the paths that procfs prints. A last line
     * without newline counts; the empty rest behind a final newline does not.
     */
    static Iterable<Line> split(String file, String text) {
        return () -> new Splitter(file, text);
    }

    ProcfsException wrong(String problem) {
        return new ProcfsException(file, number, problem);
    }

    long unsigned(String field, String value) throws ProcfsException {
        return number(field, value, v -> Digits.unsigned(v, 10));
    }

    long signed(String field, String value) throws ProcfsException {
        return number(field, value, Digits::signed);
    }

    long hex(String field, String value) throws ProcfsException {
        return number(field, value, v -> Digits.unsigned(v, 16));
    }

    int octal(String field, String value) throws ProcfsException {
        return low32(field, number(field, value, v -> Digits.unsigned(v, 8)));
    }

    int hexInt(String field, String value) throws ProcfsException {
        return low32(field, hex(field, value));
    }

    /** An unsigned 32-bit number, such as a uid; the largest ones come out as negative ints. */
    int unsignedInt(String field, String value) throws ProcfsException {
        return low32(field, unsigned(field, value));
    }

    int signedInt(String field, String value) throws ProcfsException {
        long number = signed(field, value);
        if (number != (int) number) {
            throw wrong(field + " is " + number + ", too large");
        }
        return (int) number;
    }

    /** The text itself if all its bytes could be decoded; a path that was not read exactly must not be used. */
    String exact(String field, String value) throws ProcfsException {
        if (value.indexOf('\uFFFD') >= 0) {
            throw wrong(field + " '" + value + "' is not valid UTF-8");
        }
        return value;
    }

    private int low32(String field, long number) throws ProcfsException {
        if (number >>> 32 != 0) {
            throw wrong(field + " is " + Long.toUnsignedString(number) + ", too large");
        }
        return (int) number;
    }

    private long number(String field, String value, ToLongFunction<String> digits) throws ProcfsException {
        try {
            return digits.applyAsLong(value);
        } catch (NumberFormatException e) {
            throw wrong(field + " '" + value + "' " + e.getMessage());
        }
    }

    private static final class Splitter implements Iterator<Line> {
        private final String file;
        private final String text;
        private int start;
        private int number;

        Splitter(String file, String text) {
            this.file = file;
            this.text = text;
        }

        @Override
        public boolean hasNext() {
            return start < text.length();
        }

        @Override
        public Line next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            Line line = new Line(file, ++number, text.substring(start, end));
            start = end + 1;
            return line;
        }
    }
}
