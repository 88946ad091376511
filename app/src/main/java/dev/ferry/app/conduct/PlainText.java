package dev.ferry.app.conduct;

/** Text of programs and other hosts, made harmless for a screen. */
public final class PlainText {
    private PlainText() {}

    /** One line without control characters, at most so long; empty for null. */
    public static String of(String text, int length) {
        if (text == null) {
            return "";
        }
        String part = text.length() <= length ? text : text.substring(0, length - 1) + "…";
        return isHarmless(part)
                ? part
                : part.replaceAll("[\\p{Cntrl}\\u0080-\\u009f\\u202a-\\u202e\\u2066-\\u2069]+", " ");
    }

    /** Most are, and looking is cheaper than a pattern. */
    private static boolean isHarmless(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f) {
                return false;
            }
        }
        return true;
    }
}
