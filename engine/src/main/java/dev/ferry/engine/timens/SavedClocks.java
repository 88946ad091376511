package dev.ferry.engine.timens;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.TimensEntry;
import dev.ferry.linux.ErrnoException;
import java.time.Duration;

/**
 * What the clocks of a tree said when it was dumped.
 *
 * @param then what they said
 * @param createdMs when that was by the calendar, in milliseconds since 1970; 0 if that is not known
 */
public record SavedClocks(Clocks then, long createdMs) {
    /** The number of the image of a tree that is in the namespace of its host; Ferry uses no other one. */
    public static final long NUMBER = 0;

    /** Longer ago than anything was dumped; bounds what is counted in nanoseconds. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    /** Of an image of this name. */
    public static SavedClocks of(String name, TimensEntry image, long createdMs) throws ImageException {
        return new SavedClocks(Clocks.of(name, image), createdMs);
    }

    /** How far the tree has to be ahead of this engine's clocks to go on from then; nothing if it can go by these. */
    public Clocks ahead() throws ErrnoException {
        Clocks ahead = then.minus(Clocks.now());
        return ClockRule.areAlike(ahead, away(System.currentTimeMillis())) ? Clocks.NONE : ahead;
    }

    private Duration away(long nowMs) {
        long millis = createdMs <= 0 || createdMs > nowMs ? 0 : nowMs - createdMs;
        return millis > LONGEST.toMillis() ? LONGEST : Duration.ofMillis(millis);
    }
}
