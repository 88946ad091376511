package dev.ferry.app.cli;

import java.time.Duration;
import java.util.Locale;

/** Sizes and times as people read them. */
final class Figures {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

    private Figures() {}

    /** Such as {@code 12.3 MiB}. */
    static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        String digits = unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s";
        return String.format(Locale.ROOT, digits, value, UNITS[unit]);
    }

    /** Such as {@code 38 ms} or {@code 2.1 s}. */
    static String time(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 10) {
            return String.format(Locale.ROOT, "%.1f ms", millis);
        }
        return millis < 1000
                ? String.format(Locale.ROOT, "%.0f ms", millis)
                : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }

    /** Such as {@code 1 task} or {@code 3 tasks}. */
    static String count(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** Such as {@code 1 process} or {@code 3 processes}, where another ending makes several. */
    static String count(int count, String stem, String one, String several) {
        return count + " " + stem + (count == 1 ? one : several);
    }
}
