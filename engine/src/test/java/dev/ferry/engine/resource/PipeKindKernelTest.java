package dev.ferry.engine.resource;

import static dev.ferry.linux.abi.Fcntl.O_DIRECT;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_WRONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.PipeDataEntry;
import dev.ferry.engine.image.proto.PipeEntry;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.file.FileFlags;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Pipe;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Write;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PipeKindKernelTest {
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
    void carriesWhatWaitsAndLeavesItThere() throws IOException {
        try (Pipe pipe = Pipe.create(0)) {
            write(pipe.writeEnd(), "half a li");
            try (RoundTrip trip = RoundTrip.of(pipe.readEnd(), pipe.writeEnd())) {
                write(trip.restored(1), "ne");
                assertThat(read(trip.restored(0))).isEqualTo("half a line");
                assertThat(read(pipe.readEnd())).isEqualTo("half a li");
            }
        }
    }

    @Test
    void carriesCapacityAndFlagsOfEachEnd() throws IOException {
        try (Pipe pipe = Pipe.create(O_DIRECT)) {
            Pipe.setCapacity(pipe.readEnd(), 4096);
            FileFlags.setStatus(pipe.readEnd(), O_NONBLOCK);
            try (RoundTrip trip = RoundTrip.of(pipe.writeEnd(), pipe.readEnd())) {
                assertThat(Pipe.capacity(trip.restored(0))).isEqualTo(4096);
                assertThat(FileFlags.status(trip.restored(0))).isEqualTo(O_WRONLY | O_DIRECT);
                assertThat(FileFlags.status(trip.restored(1))).isEqualTo(O_NONBLOCK);
            }
        }
    }

    @Test
    void carriesAFullPipe() throws IOException {
        try (Pipe pipe = Pipe.create(0)) {
            write(pipe.writeEnd(), "x".repeat(Pipe.capacity(pipe.writeEnd())));
            try (RoundTrip trip = RoundTrip.of(pipe.readEnd(), pipe.writeEnd())) {
                assertThat(Pipe.queued(trip.restored(0))).isEqualTo(Pipe.capacity(pipe.writeEnd()));
            }
        }
    }

    @Test
    void makesAReopenedEndAnOpenFileOfItsOwn() throws IOException {
        try (Pipe pipe = Pipe.create(0);
                Fd second = Open.again(pipe.writeEnd(), O_WRONLY | O_NONBLOCK);
                RoundTrip trip = RoundTrip.of(pipe.readEnd(), pipe.writeEnd(), second)) {
            write(trip.restored(1), "one ");
            write(trip.restored(2), "two");
            assertThat(read(trip.restored(0))).isEqualTo("one two");
            assertThat(FileFlags.status(trip.restored(1))).isEqualTo(FileFlags.status(pipe.writeEnd()));
            assertThat(FileFlags.status(trip.restored(2))).isEqualTo(FileFlags.status(second));
        }
    }

    @Test
    void letsALoneReadEndReachTheEnd() throws IOException {
        try (Pipe pipe = Pipe.create(0)) {
            write(pipe.writeEnd(), "last words");
            pipe.writeEnd().close();
            try (RoundTrip trip = RoundTrip.of(pipe.readEnd())) {
                assertThat(read(trip.restored(0))).isEqualTo("last words");
                assertThat(read(trip.restored(0))).isEmpty();
            }
        }
    }

    @Test
    void letsALoneWriteEndFail() throws IOException {
        try (Pipe pipe = Pipe.create(0)) {
            pipe.readEnd().close();
            try (RoundTrip trip = RoundTrip.of(pipe.writeEnd())) {
                assertThatThrownBy(() -> write(trip.restored(0), "nobody listens"))
                        .isInstanceOf(ErrnoException.class)
                        .hasMessageContaining("EPIPE");
            }
        }
    }

    @Test
    void refusesPacketsThatWait() throws IOException {
        try (Pipe pipe = Pipe.create(O_DIRECT)) {
            write(pipe.writeEnd(), "packet");
            try (RoundTrip look = RoundTrip.look(pipe.writeEnd())) {
                assertThat(look.refusal(0).orElseThrow()).contains("packet mode");
            }
        }
    }

    @Test
    void namesWhoHoldsTheOtherEndOutsideTheTree() throws IOException, InterruptedException {
        try (Pipe pipe = Pipe.create(0)) {
            String readEnd = "/proc/" + RoundTrip.PID + "/fd/" + pipe.readEnd().number();
            // Descendants of the tree are no strangers; so this one is handed over to init.
            Process shell =
                    new ProcessBuilder("sh", "-c", "sleep 60 <" + readEnd + " >/dev/null 2>&1 & echo $!").start();
            int sleep = Integer.parseInt(shell.inputReader().readLine());
            shell.waitFor();
            await().until(() -> Link.read("/proc/" + sleep + "/fd/0").startsWith("pipe:"));
            pipe.readEnd().close();
            try (RoundTrip look = RoundTrip.look(pipe.writeEnd())) {
                assertThat(look.refusal(0).orElseThrow())
                        .contains("of process " + RoundTrip.PID)
                        .contains("fd 0 of process " + sleep)
                        .contains("stays behind");
            } finally {
                Signal.send(sleep, Signals.SIGKILL);
            }
        }
    }

    private static FileEntry entry(int id, int pipe, int flags) {
        PipeEntry entry = PipeEntry.newBuilder()
                .setId(id)
                .setPipeId(pipe)
                .setFlags(flags)
                .setFown(Fown.NOBODY)
                .build();
        return FileEntry.newBuilder()
                .setType(FdTypes.PIPE)
                .setId(7)
                .setPipe(entry)
                .build();
    }

    private static FakeDumpContext contents(int bytes, int size, byte... payload) {
        FakeDumpContext dump = new FakeDumpContext(null);
        PipeDataEntry entry = PipeDataEntry.newBuilder()
                .setPipeId(7)
                .setBytes(bytes)
                .setSize(size)
                .build();
        dump.append(ImageType.PIPES_DATA, entry, payload);
        return dump;
    }

    @Test
    void refusesImplausibleEntries() {
        Hostile.assertRefused("another number", entry(8, 7, 0));
        Hostile.assertRefused("neither read nor written", entry(7, 7, 3));
        Hostile.assertRefused("unknown flags", entry(7, 7, 0x400000));
        Hostile.assertRefused(
                "no description", entry(7, 7, 0).toBuilder().clearPipe().build());
    }

    @Test
    void refusesImplausibleContents() {
        Hostile.assertRefused("implausible size", contents(0, -1), entry(7, 7, 0));
        Hostile.assertRefused("implausible size", contents(0, 0), entry(7, 7, 0));
        Hostile.assertRefused("cut off", contents(9, 4096, (byte) 1), entry(7, 7, 0));
        Hostile.assertRefused("more in it", contents(2, 1, (byte) 1, (byte) 2), entry(7, 7, 0));
        FakeDumpContext twice = contents(0, 4096);
        twice.append(
                ImageType.PIPES_DATA,
                PipeDataEntry.newBuilder().setPipeId(7).setBytes(0).build());
        Hostile.assertRefused("more than once", twice, entry(7, 7, 0));
    }
}
