package dev.ferry.remote.ssh;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Bounds what is on its way to the other host. A server lets 2 MiB be on their way (its window); on a slow link whatever is
 * written next would wait a second or more behind them. If for half a second no byte has arrived without taking a tenth of a
 * second longer than the quickest ones, too many wait somewhere, and fewer are let out. A fast link, or a host that only
 * hesitates now and then, never comes near that.
 * Positions are counted in bytes from the start of the channel, times are in nanoseconds.
 */
final class InFlight {
    private static final long TARGET_NANOS = 100_000_000;

    private static final long STANDING_NANOS = 500_000_000;

    /** OpenSSH says what has arrived in steps of 96 KiB and a packet; with less on its way nothing would be said. */
    private static final long LEAST_BYTES = 160 << 10;

    /** More than any window that is worth bounding. */
    private static final long UNBOUNDED = Long.MAX_VALUE / 4;

    private record Mark(long position, long time) {}

    private final Deque<Mark> marks = new ArrayDeque<>();
    private long sent;
    private long arrived;
    private long limit = UNBOUNDED;
    private long least = LEAST_BYTES;
    private long quickest = Long.MAX_VALUE;
    private long slowSince;

    /** Whether so many more bytes may leave now. */
    boolean mayLeave(int bytes) {
        return sent - arrived + bytes <= limit;
    }

    /** So many more bytes leave now. */
    void left(int bytes, long now) {
        sent += bytes;
        marks.add(new Mark(sent, now));
    }

    /**
     * What is on its way now, by the count of the server.
     *
     * @param watched whether somebody has looked all the time; otherwise it is not known when the bytes arrived
     */
    void onItsWay(long bytes, long now, boolean watched) {
        long position = sent - bytes;
        if (position <= arrived) {
            return;
        }
        long took = -1;
        while (!marks.isEmpty() && marks.peek().position() <= position) {
            took = now - marks.remove().time();
        }
        if (watched && took >= 0) {
            judge(took, position - arrived, now);
        }
        arrived = position;
    }

    /** Nothing has arrived for long: this server speaks of larger steps, so more must be on its way. */
    void stalled() {
        least = limit = Math.min(limit * 2, UNBOUNDED);
    }

    private void judge(long took, long step, long now) {
        quickest = Math.min(quickest, took);
        long allowed = quickest + TARGET_NANOS;
        if (took <= allowed) {
            slowSince = now;
            limit = Math.min(limit + step / 4, UNBOUNDED);
        } else if (now - slowSince > STANDING_NANOS) {
            slowSince = now;
            long onItsWay = Math.min(limit, sent - arrived);
            limit = Math.max(least, (long) (onItsWay * ((double) allowed / took)));
        }
    }
}
