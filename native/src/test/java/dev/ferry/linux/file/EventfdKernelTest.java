package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Eventfd.EFD_NONBLOCK;
import static dev.ferry.linux.abi.Eventfd.EFD_SEMAPHORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EventfdKernelTest {

    @Test
    void holdsMoreThan32Bits() throws Exception {
        try (Fd counter = Eventfd.create(5_000_000_005L, 0)) {
            Eventfd.add(counter, 1);
            assertThat(Eventfd.take(counter)).isEqualTo(OptionalLong.of(5_000_000_006L));
            assertThat(Eventfd.take(counter)).isEqualTo(OptionalLong.empty());
        }
    }

    @Test
    void countsDownAsASemaphore() throws Exception {
        try (Fd counter = Eventfd.create(2, EFD_SEMAPHORE)) {
            assertThat(Eventfd.take(counter)).isEqualTo(OptionalLong.of(1));
            assertThat(Eventfd.take(counter)).isEqualTo(OptionalLong.of(1));
            assertThat(Eventfd.take(counter)).isEqualTo(OptionalLong.empty());
        }
    }

    @Test
    void refusesMoreThanTheCounterHolds() throws Exception {
        try (Fd counter = Eventfd.create(-2, EFD_NONBLOCK)) {
            Refusal.expect("EAGAIN", () -> Eventfd.add(counter, 1));
            Refusal.expect("EINVAL", () -> Eventfd.add(counter, -1));
        }
    }
}
