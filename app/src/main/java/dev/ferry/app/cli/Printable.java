package dev.ferry.app.cli;

/** Text of programs and other hosts, made harmless for a terminal. */
final class Printable {
    private Printable() {}

    /** On one line, without control characters. */
    static String of(String text) {
        return text.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u202a-\\u202e]+", " ");
    }

    /** The same, at most so many characters long. */
    static String of(String text, int length) {
        String line = of(text);
        return line.length() <= length ? line : line.substring(0, length - 1) + "…";
    }
}
