package dev.ferry.engine.timens;

import java.time.Duration;

/** Which clocks are so alike that a tree can go on by those of its new host. */
public final class ClockRule {
    /** What a clock may be in advance is waited for before the tree runs, see {@link TreeClocks#awaitAtLeast}. */
    static final Duration AHEAD = Duration.ofMillis(100);

    private static final Duration BEHIND = Duration.ofSeconds(1);

    private ClockRule() {}

    /**
     * Whether no clock goes back, and none jumps.
     *
     * @param ahead how far the tree's clocks are ahead of the host's
     * @param away for how long the tree has not been running, by the calendar
     */
    public static boolean areAlike(Clocks ahead, Duration away) {
        long oldest = BEHIND.toNanos() + Math.max(0, away.toNanos());
        return ahead.most() <= AHEAD.toNanos() && ahead.least() >= -oldest;
    }
}
