package dev.ferry.engine.timens;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClockRuleTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void aTreeStaysOnItsOwnHost() {
        assertThat(ClockRule.areAlike(Clocks.NONE, Duration.ZERO)).isTrue();
        assertThat(ClockRule.areAlike(seconds(-3600, -3600), HOUR)).isTrue();
        assertThat(ClockRule.areAlike(seconds(-1800, -3600), HOUR)).isTrue();
    }

    @Test
    void noClockGoesBack() {
        assertThat(ClockRule.areAlike(seconds(1, 1), HOUR)).isFalse();
        assertThat(ClockRule.areAlike(seconds(0, 1), HOUR)).isFalse();
    }

    @Test
    void noClockJumps() {
        assertThat(ClockRule.areAlike(seconds(-2, -2), Duration.ZERO)).isFalse();
        assertThat(ClockRule.areAlike(seconds(0, -3602), HOUR)).isFalse();
    }

    /** A calendar that was set back says nothing. */
    @Test
    void aNegativeTimeAwayCountsAsNone() {
        assertThat(ClockRule.areAlike(Clocks.NONE, HOUR.negated())).isTrue();
        assertThat(ClockRule.areAlike(seconds(-2, -2), HOUR.negated())).isFalse();
    }

    private static Clocks seconds(long monotonic, long boottime) {
        return new Clocks(TimeUnit.SECONDS.toNanos(monotonic), TimeUnit.SECONDS.toNanos(boottime));
    }
}
