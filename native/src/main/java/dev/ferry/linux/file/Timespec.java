package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Time.TV_NSEC;
import static dev.ferry.linux.abi.Time.TV_SEC;

import java.nio.ByteBuffer;

/**
 * A point in time or a span, as {@code struct timespec} has it.
 *
 * @param seconds whole seconds, negative before 1970
 * @param nanoseconds 0 to 999,999,999
 */
public record Timespec(long seconds, int nanoseconds) {
    /** No time at all: a timer that is not armed. */
    public static final Timespec ZERO = new Timespec(0, 0);

    public Timespec {
        if (nanoseconds < 0 || nanoseconds >= 1_000_000_000) {
            throw new IllegalArgumentException("nanoseconds must be below a second: " + nanoseconds);
        }
    }

    static Timespec read(ByteBuffer from, int at) {
        return new Timespec(from.getLong(at + TV_SEC), (int) from.getLong(at + TV_NSEC));
    }

    void write(ByteBuffer to, int at) {
        to.putLong(at + TV_SEC, seconds).putLong(at + TV_NSEC, nanoseconds);
    }
}
