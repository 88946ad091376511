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

    /** A round that leaves more than this will need many more: the program is slowed down, if that is allowed. */
    private static final double SHRUNK_WELL = 0.5;

    /** Each step halves the time in which the program works; 32nds of it are the last. */
    private static final int STEPS = 5;

    private final PreCopyOptions options;
    private int rounds;
    private long lastDirty = Long.MAX_VALUE;
    private int withoutShrinking;
    private int steps;
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
        boolean slow = dirtyBytes > lastDirty * SHRUNK_WELL;
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
        if (slow && slowDown()) {
            return Optional.empty();
        }
        return withoutShrinking >= PATIENCE ? Optional.of(StopReason.NOT_SHRINKING) : Optional.empty();
    }

    private boolean slowDown() {
        boolean possible = options.throttle() && steps < STEPS;
        if (possible) {
            steps++;
            withoutShrinking = 0;
        }
        return possible;
    }

    /** For which share of the time the program should stand still from now on. */
    public double throttle() {
        return 1 - Math.pow(0.5, steps);
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
