package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static dev.ferry.linux.abi.Fcntl.O_WRONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FifoEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.RegFileEntry;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.abi.Stat;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Mknod;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Pipe;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Write;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FifoKindKernelTest {
    @TempDir
    private Path directory;

    private String path;

    @BeforeEach
    void makeFifo() throws IOException {
        path = directory.resolve("fifo").toString();
        Mknod.fifo(path, 0600);
    }

    private static void write(Fd end, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Write.fully(end, ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    private static String read(Fd end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        Read.some(end, buffer);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    @Test
    void carriesWhatWaitsBetweenItsEnds() throws IOException {
        try (Fd reader = Open.path(path, O_RDONLY | O_NONBLOCK);
                Fd writer = Open.path(path, O_WRONLY | O_NONBLOCK)) {
            write(writer, "half a li");
            try (RoundTrip trip = RoundTrip.of(reader, writer)) {
                // Beside the originals it is the same pipe, which has it twice now.
                write(trip.restored(1), "ne");
                assertThat(read(trip.restored(0))).isEqualTo("half a lihalf a line");
                assertThat(trip.again(1).flags()).isEqualTo(trip.file(1).flags());
                assertThat(trip.again(0).link()).isEqualTo(path);
            }
        }
    }

    @Test
    void hasNoContentsAsLongAsNobodyWrote() throws IOException {
        try (Fd reader = Open.path(path, O_RDONLY | O_NONBLOCK)) {
            try (RoundTrip trip = RoundTrip.of(reader)) {
                assertThat(trip.dumped(ImageType.FIFO_DATA)).isEmpty();
                assertThat(Pipe.isHungUp(trip.restored(0))).isFalse();
            }
            Open.path(path, O_WRONLY | O_NONBLOCK).close();
            try (RoundTrip trip = RoundTrip.of(reader)) {
                assertThat(trip.dumped(ImageType.FIFO_DATA)).hasSize(1);
                assertThat(Pipe.isHungUp(trip.restored(0))).isTrue();
            }
        }
    }

    @Test
    void carriesAHandleThatIsNoEnd() throws IOException {
        try (Fd handle = Open.path(path, dev.ferry.linux.abi.Fcntl.O_PATH);
                RoundTrip trip = RoundTrip.of(handle)) {
            assertThat(trip.entry(0).getType()).isEqualTo(FdTypes.REG);
            assertThat(FileStat.of(trip.restored(0)).isFifo()).isTrue();
        }
    }

    @Test
    void namesWhoHoldsTheOtherEndOutsideTheTree() throws Exception {
        try (Fd original = Open.path(path, O_RDWR)) {
            Process shell = new ProcessBuilder("sh", "-c", "sleep 60 <" + path + " >/dev/null 2>&1 & echo $!").start();
            int sleep = Integer.parseInt(shell.inputReader().readLine());
            shell.waitFor();
            await().until(() -> Link.read("/proc/" + sleep + "/fd/0").equals(path));
            try (RoundTrip look = RoundTrip.look(original)) {
                assertThat(look.refusal(0).orElseThrow()).contains(path, "fd 0 of process " + sleep, "stays behind");
            } finally {
                Signal.send(sleep, Signals.SIGKILL);
            }
        }
    }

    private static FileEntry fifo(int name) {
        return FileEntry.newBuilder()
                .setType(FdTypes.FIFO)
                .setId(7)
                .setFifo(FifoEntry.newBuilder().setId(7).setPipeId(7).setRegfId(name))
                .build();
    }

    private FileEntry name(String named, int flags, int mode) {
        return RegFile.wrap(RegFileEntry.newBuilder()
                .setId(8)
                .setFlags(flags)
                .setPos(0)
                .setFown(Fown.NOBODY)
                .setName(named)
                .setMode(mode)
                .build());
    }

    @Test
    void refusesImplausibleEntries() throws IOException {
        int mode = Stat.S_IFIFO | 0600;
        Hostile.assertRefused("has no name", fifo(9), name(path, O_RDWR, mode));
        Hostile.assertRefused("neither read nor written", fifo(8), name(path, 3, mode));
        Hostile.assertRefused("has no name", fifo(8), name(path, O_RDWR, Stat.S_IFREG));
        Hostile.assertRefused("something else", fifo(8), name(directory.toString(), O_RDWR, mode));
        Hostile.assertRefused("not exist", fifo(8), name(path + "x", O_RDWR, mode));
        Hostile.assertRefused("no description", fifo(8).toBuilder().clearFifo().build());
    }
}
