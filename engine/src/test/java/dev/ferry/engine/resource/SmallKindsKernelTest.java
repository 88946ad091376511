package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.SignalfdEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Signalfd;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SmallKindsKernelTest {
    @Test
    void signalfdKeepsItsSignals() throws IOException {
        long mask = 1L << 63 | 1L << 9;
        try (Fd original = Signalfd.create(mask, O_NONBLOCK);
                RoundTrip trip = RoundTrip.of(original)) {
            assertThat(FdField.hex(trip.again(0), "sigmask")).isEqualTo(mask);
            assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(original));
        }
    }

    @Test
    void signalfdRefusesImplausibleEntries() {
        SignalfdEntry.Builder bad = SignalfdEntry.newBuilder()
                .setId(8)
                .setFlags(2)
                .setFown(Fown.NOBODY)
                .setSigmask(0);
        FileEntry.Builder entry =
                FileEntry.newBuilder().setType(FdTypes.SIGNALFD).setId(7);
        Hostile.assertRefused("another number", entry.setSgfd(bad).build());
        Hostile.assertRefused(
                "unknown flags", entry.setSgfd(bad.setId(7).setFlags(0x40000)).build());
    }
}
