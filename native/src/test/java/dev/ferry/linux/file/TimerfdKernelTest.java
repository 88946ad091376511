package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Timerfd.CLOCK_MONOTONIC;
import static dev.ferry.linux.abi.Timerfd.TFD_TIMER_ABSTIME;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import org.junit.jupiter.api.Test;

class TimerfdKernelTest {

    @Test
    void keepsTheSetting() throws Exception {
        Timerfd.Setting hourly = new Timerfd.Setting(new Timespec(3600, 5), new Timespec(7200, 0));
        try (Fd timer = Timerfd.create(CLOCK_MONOTONIC, 0)) {
            assertThat(Timerfd.get(timer).isArmed()).isFalse();
            assertThat(Timerfd.set(timer, 0, hourly).isArmed()).isFalse();
            assertThat(Timerfd.get(timer).interval()).isEqualTo(hourly.interval());
            assertThat(Timerfd.get(timer).value().seconds()).isBetween(7000L, 7200L);
        }
    }

    @Test
    void expiresAtOnceWhenTheTimeHasPassed() throws Exception {
        try (Fd timer = Timerfd.create(CLOCK_MONOTONIC, 0)) {
            Timerfd.set(timer, TFD_TIMER_ABSTIME, new Timerfd.Setting(Timespec.ZERO, new Timespec(0, 1)));
            assertThat(Timerfd.get(timer).isArmed()).isFalse();
        }
    }

    @Test
    void refusesWhatIsNoTimer() throws Exception {
        Refusal.expect("EINVAL", () -> Timerfd.create(99, 0));
        try (Fd file = Memfd.create("t", 0)) {
            Refusal.expect("EINVAL", () -> Timerfd.get(file));
        }
    }
}
