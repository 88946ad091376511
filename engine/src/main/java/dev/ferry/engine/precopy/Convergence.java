package dev.ferry.engine.precopy;

import java.time.Duration;
import java.util.Optional;

/** Decides after each look at the memory whether one more round is worth it. Knows no clock: it is told how long things took. */
public final class Convergence {
    /** The other part of the downtime goes to stopping, restoring and the commit. */
    private static final double SHARE_OF_PAGES = 0.4;

    /** Smaller rounds say nothing about the link. */
    private static final long TELLING_BYTES = 4 << 20;

    private static final double SHRUNK = 0.9;
    /** How often in a row a look may find about as much as the one before. */
    private static final int PATIENCE = 3;

    private final PreCopyOptions options;
    private int rounds;
    private long lastDirty = Long.MAX_VALUE;
    private int withoutShrinking;
    private double bytesPerSecond;

    public Convergence(PreCopyOptions options) {
        this.options = options;
    }

    /** A round has been sent and loaded. */
    public void sent(long bytes, Duration took) {
        rounds++;
        double rate = bytes / Math.max(took.toNanos() / 1e9, 1e-6);
        bytesPerSecond = bytes >= TELLING_BYTES ? rate : Math.max(rate, bytesPerSecond);
    }

    /** Why to stop, with {@code dirtyBytes} still to be sent; empty for another round. At least one is always sent. */
    public Optional<StopReason> look(long dirtyBytes) {
        withoutShrinking = dirtyBytes < lastDirty * SHRUNK ? 0 : withoutShrinking + 1;
        lastDirty = dirtyBytes;
        if (rounds == 0) {
            return Optional.empty();
        }
        if (estimate(dirtyBytes).compareTo(budget()) <= 0) {
            return Optional.of(StopReason.CONVERGED);
        }
        if (rounds >= options.maxRounds()) {
            return Optional.of(StopReason.ROUND_LIMIT);
        }
        return withoutShrinking >= PATIENCE ? Optional.of(StopReason.NOT_SHRINKING) : Optional.empty();
    }

    /** How long it takes to send so much over this link. */
    public Duration estimate(long bytes) {
        return bytes == 0 ? Duration.ZERO : Duration.ofNanos((long) (bytes / Math.max(bytesPerSecond, 1) * 1e9));
    }

    private Duration budget() {
        return Duration.ofNanos((long) (options.maxDowntime().toNanos() * SHARE_OF_PAGES));
    }

    /** How many rounds were sent. */
    public int rounds() {
        return rounds;
    }
}
