package dev.ferry.engine.migrate;

import java.util.function.LongSupplier;

/** Holds a sender to a rate. What was not used is kept for a twentieth of a second, no longer. Not for several threads. */
final class TokenBucket {
    private static final double BURST_SECONDS = 0.05;

    private final double bytesPerNano;
    private final double burst;
    private final LongSupplier nanoClock;
    private double tokens;
    private long filledAt;

    /** Starts full. */
    TokenBucket(Bandwidth bandwidth, LongSupplier nanoClock) {
        this.bytesPerNano = bandwidth.bytesPerSecond() / 1e9;
        this.burst = bandwidth.bytesPerSecond() * BURST_SECONDS;
        this.nanoClock = nanoClock;
        this.tokens = burst;
        this.filledAt = nanoClock.getAsLong();
    }

    /** Takes so many bytes, and returns how many nanoseconds to wait before they may leave. */
    long take(int bytes) {
        long now = nanoClock.getAsLong();
        tokens = Math.min(tokens + (now - filledAt) * bytesPerNano, burst) - bytes;
        filledAt = now;
        return tokens >= 0 ? 0 : (long) (-tokens / bytesPerNano);
    }
}
