package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FhEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.InotifyFileEntry;
import dev.ferry.engine.image.proto.InotifyWdEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Inotify;
import dev.ferry.linux.file.FileFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyKindKernelTest {
    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void makeFile() throws IOException {
        file = Files.createFile(directory.resolve("file"));
    }

    private static int watch(Fd inotify, Path path, int mask) throws IOException {
        return dev.ferry.linux.file.Inotify.addWatch(inotify, path.toString(), mask);
    }

    @Test
    void watchesKeepNumbersMasksAndFiles() throws IOException {
        try (Fd original = dev.ferry.linux.file.Inotify.create(O_NONBLOCK)) {
            for (int gone = 0; gone < 100; gone++) {
                dev.ferry.linux.file.Inotify.removeWatch(original, watch(original, file, Inotify.IN_CREATE));
            }
            watch(original, directory, Inotify.IN_CREATE | Inotify.IN_EXCL_UNLINK);
            dev.ferry.linux.file.Inotify.removeWatch(original, watch(original, Path.of("/"), Inotify.IN_CREATE));
            watch(original, file, Inotify.IN_MODIFY);
            assertThat(dev.ferry.linux.file.Inotify.drain(original)).isFalse();
            try (RoundTrip trip = RoundTrip.of(original)) {
                assertThat(InotifyWatch.of(trip.again(0)))
                        .usingRecursiveFieldByFieldElementComparatorIgnoringFields("handle")
                        .containsExactlyInAnyOrderElementsOf(InotifyWatch.of(trip.file(0)));
                assertThat(FileFlags.status(trip.restored(0))).isEqualTo(FileFlags.status(original));
                assertThat(dev.ferry.linux.file.Inotify.drain(trip.restored(0))).isFalse();
            }
        }
    }

    @Test
    void eventsThatWaitBecomeOneOverflow() throws IOException {
        try (Fd original = dev.ferry.linux.file.Inotify.create(0)) {
            watch(original, directory, Inotify.IN_CREATE);
            Files.createFile(directory.resolve("new"));
            try (RoundTrip trip = RoundTrip.of(original)) {
                assertThat(new InotifyKind().caveat(trip.file(0), trip.tree()).orElseThrow())
                        .contains("IN_Q_OVERFLOW");
                assertThat(dev.ferry.linux.file.Pipe.queued(trip.restored(0))).isEqualTo(Inotify.SIZEOF_EVENT);
                assertThat(dev.ferry.linux.file.Inotify.drain(trip.restored(0))).isTrue();
            }
        }
    }

    @Test
    void aWatchedFileThatHasNoNameAnyMoreIsRefused() throws IOException {
        try (Fd original = dev.ferry.linux.file.Inotify.create(0);
                Fd open = dev.ferry.linux.file.Open.path(file.toString(), 0)) {
            watch(original, file, Inotify.IN_MODIFY);
            Files.delete(file);
            try (RoundTrip look = RoundTrip.look(original)) {
                assertThat(look.refusal(0).orElseThrow()).contains("whose path the kernel does not tell");
            }
            assertThat(open.number()).isPositive();
        }
    }

    private FileEntry entry(int wd, int mask, String... paths) {
        InotifyFileEntry.Builder inotify =
                InotifyFileEntry.newBuilder().setId(7).setFlags(0).setFown(Fown.NOBODY);
        for (String path : paths) {
            inotify.addWd(InotifyWdEntry.newBuilder()
                    .setId(7)
                    .setIIno(1)
                    .setMask(mask)
                    .setIgnoredMask(0)
                    .setSDev(1)
                    .setWd(wd + inotify.getWdCount())
                    .setFHandle(FhEntry.newBuilder().setBytes(0).setType(0).setPath(path)));
        }
        return FileEntry.newBuilder()
                .setType(FdTypes.INOTIFY)
                .setId(7)
                .setIfy(inotify)
                .build();
    }

    @Test
    void refusesImplausibleWatches() {
        Hostile.assertRefused("impossible watch", entry(0, 1, file.toString()));
        Hostile.assertRefused("impossible watch", entry(1 << 30, 1, file.toString()));
        Hostile.assertRefused("watches for nothing", entry(1, 1 << 20, file.toString()));
        Hostile.assertRefused("twice", entry(1, 1, file.toString(), file.toString()));
        Hostile.assertRefused("not absolute and plain", entry(1, 1, "file"));
        Hostile.assertRefused("does not exist on this host", entry(1, 1, file + "x"));
    }
}
