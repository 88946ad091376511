package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FhEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InotifyFileEntry;
import dev.ferry.engine.image.proto.InotifyWdEntry;
import dev.ferry.engine.image.proto.SignalfdEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Inotify;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Signalfd;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void inotifyWithoutWatchesIsCarried() throws IOException {
        try (Fd original = dev.ferry.linux.file.Inotify.create(O_NONBLOCK);
                RoundTrip trip = RoundTrip.of(original)) {
            assertThat(trip.again(0).link()).isEqualTo(trip.file(0).link());
            assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(original));
        }
    }

    @Test
    void inotifyWithWatchesIsRefused(@TempDir Path directory) throws IOException {
        try (Fd original = dev.ferry.linux.file.Inotify.create(0)) {
            dev.ferry.linux.file.Inotify.addWatch(original, directory.toString(), Inotify.IN_CREATE);
            try (RoundTrip look = RoundTrip.look(original)) {
                assertThat(look.refusal(0).orElseThrow()).contains("watches 1 files");
            }
        }
    }

    @Test
    void inotifyRefusesWatchesInAnImage() {
        InotifyWdEntry watch = InotifyWdEntry.newBuilder()
                .setId(7)
                .setIIno(1)
                .setMask(1)
                .setIgnoredMask(0)
                .setSDev(1)
                .setWd(1)
                .setFHandle(FhEntry.newBuilder().setBytes(0).setType(0))
                .build();
        InotifyFileEntry inotify = InotifyFileEntry.newBuilder()
                .setId(7)
                .setFlags(0)
                .setFown(Fown.NOBODY)
                .addWd(watch)
                .build();
        Hostile.assertRefused(
                "watches files",
                FileEntry.newBuilder()
                        .setType(FdTypes.INOTIFY)
                        .setId(7)
                        .setIfy(inotify)
                        .build());
    }
}
