package dev.ferry.engine.precopy;

import java.time.Duration;

/**
 * How memory is copied while the program runs.
 *
 * @param maxDowntime how long the program shall stand still at most: the aim, not a promise
 * @param maxRounds how often its memory is gone through; 0 copies nothing beforehand
 * @param throttle whether the program is slowed down if it writes too fast for that
 */
public record PreCopyOptions(Duration maxDowntime, int maxRounds, boolean throttle) {
    /** What nobody notices. */
    public static final Duration USUAL_DOWNTIME = Duration.ofMillis(50);

    /** More do not help: what has not converged by then will not. */
    public static final int USUAL_ROUNDS = 30;

    /** For a program that runs at its own speed. */
    public PreCopyOptions(Duration maxDowntime, int maxRounds) {
        this(maxDowntime, maxRounds, false);
    }

    /** The usual ones. */
    public static PreCopyOptions usual() {
        return new PreCopyOptions(USUAL_DOWNTIME, USUAL_ROUNDS);
    }

    /** The same for a program that may be slowed down. */
    public PreCopyOptions throttled() {
        return new PreCopyOptions(maxDowntime, maxRounds, true);
    }
}
