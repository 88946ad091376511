package dev.ferry.app.watch;

import java.util.function.LongSupplier;

/** How much time may be used: at first enough for a usual host, then a small part of the time that goes by. */
final class Allowance {
    private static final long FIRST_NANOS = 1_000_000_000;
    private static final double SHARE = 0.03;

    private final LongSupplier clock;
    private double left = FIRST_NANOS;
    private long last;

    /** By a clock in nanoseconds. */
    Allowance(LongSupplier clock) {
        this.clock = clock;
        this.last = clock.getAsLong();
    }

    synchronized boolean isLeft() {
        long now = clock.getAsLong();
        left = Math.min(left + (now - last) * SHARE, FIRST_NANOS);
        last = now;
        return left > 0;
    }

    /** It may be more than there was; then it takes longer until there is some again. */
    synchronized void use(long nanos) {
        left -= nanos;
    }
}
