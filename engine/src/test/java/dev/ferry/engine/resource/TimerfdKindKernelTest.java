package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Timerfd.CLOCK_MONOTONIC;
import static dev.ferry.linux.abi.Timerfd.CLOCK_REALTIME;
import static dev.ferry.linux.abi.Timerfd.TFD_NONBLOCK;
import static dev.ferry.linux.abi.Timerfd.TFD_TIMER_ABSTIME;
import static dev.ferry.linux.abi.Timerfd.TFD_TIMER_CANCEL_ON_SET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.TimerfdEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Timerfd;
import dev.ferry.linux.file.Timerfd.Setting;
import dev.ferry.linux.file.Timespec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TimerfdKindKernelTest {
    private static final Timespec HOUR = new Timespec(3600, 0);

    private static long expirations(Fd timer) throws IOException {
        ByteBuffer word = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Read.some(timer, word);
        return word.getLong(0);
    }

    @Test
    void carriesWhatIsLeft() throws IOException {
        try (Fd timer = Timerfd.create(CLOCK_MONOTONIC, TFD_NONBLOCK)) {
            Timerfd.set(timer, 0, new Setting(new Timespec(7, 5), HOUR));
            try (RoundTrip trip = RoundTrip.of(timer)) {
                Setting restored = Timerfd.get(trip.restored(0));
                assertThat(restored.interval()).isEqualTo(new Timespec(7, 5));
                assertThat(restored.value().seconds()).isBetween(3500L, 3600L);
                assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(timer));
            }
        }
    }

    @Test
    void leavesATimerThatWasNeverSetAlone() throws IOException {
        try (Fd timer = Timerfd.create(CLOCK_MONOTONIC, 0);
                RoundTrip trip = RoundTrip.of(timer)) {
            assertThat(Timerfd.get(trip.restored(0)).isArmed()).isFalse();
        }
    }

    @Test
    void carriesAnExpirationThatNobodyHasRead() throws IOException {
        try (Fd timer = Timerfd.create(CLOCK_MONOTONIC, 0)) {
            Timerfd.set(timer, 0, new Setting(Timespec.ZERO, new Timespec(0, 1)));
            awaitExpiration(timer);
            try (RoundTrip trip = RoundTrip.of(timer)) {
                assertThat(expirations(trip.restored(0))).isEqualTo(1);
                assertThat(expirations(timer)).isEqualTo(1);
            }
        }
    }

    /** The value of a timer that fires once is zero as soon as it has. */
    private static void awaitExpiration(Fd timer) throws IOException {
        while (Timerfd.get(timer).isArmed()) {
            Thread.onSpinWait();
        }
    }

    @Test
    void keepsAnExpiredPeriodicTimerGoing() throws IOException {
        try (Fd timer = Timerfd.create(CLOCK_MONOTONIC, 0)) {
            Timerfd.set(timer, 0, new Setting(HOUR, new Timespec(0, 1)));
            while (Timerfd.get(timer).value().seconds() < 3000) {
                Thread.onSpinWait();
            }
            try (RoundTrip trip = RoundTrip.of(timer)) {
                assertThat(expirations(trip.restored(0))).isEqualTo(1);
                assertThat(Timerfd.get(trip.restored(0)).value().seconds()).isGreaterThan(3000);
            }
        }
    }

    @Test
    void keepsWatchOnTheClockOfTheDay() throws IOException {
        try (Fd timer = Timerfd.create(CLOCK_REALTIME, 0)) {
            Timespec at = new Timespec(Instant.now().getEpochSecond() + 3600, 0);
            Timerfd.set(timer, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, new Setting(Timespec.ZERO, at));
            try (RoundTrip trip = RoundTrip.of(timer)) {
                assertThat(FdField.find(trip.again(0), "settime flags")).hasValue("03");
                assertThat(Timerfd.get(trip.restored(0)).value().seconds()).isBetween(3500L, 3600L);
            }
        }
    }

    @Test
    void refusesImplausibleEntries() {
        Hostile.assertRefused("another number", entry(good().setId(8)));
        Hostile.assertRefused("unknown clock", entry(good().setClockid(2)));
        Hostile.assertRefused("unknown timer flags", entry(good().setSettimeFlags(4)));
        Hostile.assertRefused("implausible time", entry(good().setVnsec(1_000_000_000)));
        Hostile.assertRefused("implausible time", entry(good().setIsec(-1)));
        Hostile.assertRefused("unknown flags", entry(good().setFlags(0x40000)));
    }

    private static TimerfdEntry.Builder good() {
        return TimerfdEntry.newBuilder()
                .setId(7)
                .setFlags(2)
                .setFown(Fown.NOBODY)
                .setClockid(CLOCK_MONOTONIC)
                .setTicks(0)
                .setSettimeFlags(0)
                .setVsec(0)
                .setVnsec(0)
                .setIsec(0)
                .setInsec(0);
    }

    private static FileEntry entry(TimerfdEntry.Builder timer) {
        return FileEntry.newBuilder()
                .setType(FdTypes.TIMERFD)
                .setId(7)
                .setTfd(timer)
                .build();
    }
}
