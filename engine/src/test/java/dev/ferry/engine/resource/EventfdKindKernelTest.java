package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Eventfd.EFD_NONBLOCK;
import static dev.ferry.linux.abi.Eventfd.EFD_SEMAPHORE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.proto.EventfdFileEntry;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Eventfd;
import dev.ferry.linux.file.FileFlags;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventfdKindKernelTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0xffff_ffffL, 0x1_0000_0000L, -2})
    void carriesTheCounter(long counter) throws IOException {
        try (Fd original = Eventfd.create(counter, 0);
                RoundTrip trip = RoundTrip.of(original)) {
            assertThat(Eventfd.take(trip.restored(0)).orElse(0)).isEqualTo(counter);
            assertThat(Eventfd.take(original).orElse(0)).isEqualTo(counter);
        }
    }

    @Test
    void keepsTheSemaphoreFlag() throws IOException {
        try (Fd original = Eventfd.create(3, EFD_SEMAPHORE);
                RoundTrip trip = RoundTrip.of(original)) {
            assertThat(Eventfd.take(trip.restored(0))).hasValue(1);
            assertThat(Eventfd.take(trip.restored(0))).hasValue(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, EFD_NONBLOCK, EFD_SEMAPHORE | EFD_NONBLOCK})
    void keepsTheOpenFlags(int flags) throws IOException {
        try (Fd original = Eventfd.create(0, flags);
                RoundTrip trip = RoundTrip.of(original)) {
            assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(original));
        }
    }

    @Test
    void refusesImplausibleEntries() {
        EventfdFileEntry good = EventfdFileEntry.newBuilder()
                .setId(7)
                .setFlags(2)
                .setFown(Fown.NOBODY)
                .setCounter(1)
                .build();
        Hostile.assertRefused("another number", entry(good.toBuilder().setId(8)));
        Hostile.assertRefused("overflown", entry(good.toBuilder().setCounter(-1)));
        Hostile.assertRefused("unknown flags", entry(good.toBuilder().setFlags(0x40000)));
        Hostile.assertRefused(
                "sends an unknown signal",
                entry(good.toBuilder().setFown(Fown.NOBODY.toBuilder().setSignum(65))));
    }

    private static FileEntry entry(EventfdFileEntry.Builder eventfd) {
        return FileEntry.newBuilder()
                .setType(FdTypes.EVENTFD)
                .setId(7)
                .setEfd(eventfd)
                .build();
    }
}
