package dev.ferry.app.screen;

import java.time.Duration;
import java.util.Locale;

/** Sizes, shares and times as people read them in a column: short, and of even width. */
public final class Amounts {
    private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};

    private Amounts() {}

    /** Such as {@code 1.2 GiB} or {@code 38 MiB}; no line breaks before the unit. */
    public static String bytes(long bytes) {
        double value = bytes;
        int unit = 0;
        while (value >= 1024 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(
                Locale.ROOT, unit == 0 || value >= 10 ? "%.0f\u00a0%s" : "%.1f\u00a0%s", value, UNITS[unit]);
    }

    /** Such as {@code 112 MiB/s}. */
    public static String rate(double bytesPerSecond) {
        return bytes((long) bytesPerSecond) + "/s";
    }

    /** Such as {@code 12.5 %}, where 1 is one core. */
    public static String percent(double share) {
        double percent = share * 100;
        return String.format(Locale.ROOT, percent >= 99.95 ? "%.0f %%" : "%.1f %%", percent);
    }

    /** Such as {@code 38 ms}, {@code 2.1 s} or {@code 3 min}. */
    public static String time(Duration time) {
        double millis = time.toNanos() / 1e6;
        if (millis < 1000) {
            return String.format(Locale.ROOT, millis < 10 ? "%.1f ms" : "%.0f ms", millis);
        }
        return millis < 100_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1000)
                : String.format(Locale.ROOT, "%.0f min", millis / 60_000);
    }
}
