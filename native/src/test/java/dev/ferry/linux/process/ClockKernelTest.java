package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Timerfd;
import org.junit.jupiter.api.Test;

class ClockKernelTest {
    /** More than the kernel has, see MAX_CLOCKS. */
    private static final int NO_CLOCK = 99;

    /** The JVM reads the same clock. */
    @Test
    void readsTheMonotonicClock() throws ErrnoException {
        long before = System.nanoTime();
        long now = Clock.nanoseconds(Timerfd.CLOCK_MONOTONIC);
        assertThat(now).isBetween(before, System.nanoTime());
        assertThat(Clock.nanoseconds(Timerfd.CLOCK_BOOTTIME)).isGreaterThanOrEqualTo(now);
    }

    @Test
    void saysThatThereIsNoSuchClock() {
        assertThatThrownBy(() -> Clock.nanoseconds(NO_CLOCK))
                .isInstanceOfSatisfying(
                        ErrnoException.class,
                        e -> assertThat(e.is(Errno.EINVAL)).isTrue());
    }
}
