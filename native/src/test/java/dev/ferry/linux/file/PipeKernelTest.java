package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_DIRECT;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Fd;
import dev.ferry.linux.Privilege;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class PipeKernelTest {

    @Test
    void peeksWithoutConsuming() throws Exception {
        try (Pipe pipe = Pipe.create(0)) {
            Write.fully(pipe.writeEnd(), Bytes.of("hello "));
            Write.fully(pipe.writeEnd(), Bytes.of("world"));

            for (int round = 0; round < 2; round++) {
                assertThat(texts(Pipe.peek(pipe.readEnd()))).containsExactly("hello world");
            }
            assertThat(Pipe.queued(pipe.writeEnd())).isEqualTo(11);
            ByteBuffer into = ByteBuffer.allocateDirect(11);
            Read.fully(pipe.readEnd(), into);
            assertThat(Bytes.text(into)).isEqualTo("hello world");
        }
    }

    @Test
    void keepsTheBordersOfPackets() throws Exception {
        try (Pipe pipe = Pipe.create(O_DIRECT)) {
            Write.fully(pipe.writeEnd(), Bytes.of("one"));
            Write.fully(pipe.writeEnd(), Bytes.of("three"));
            assertThat(texts(Pipe.peek(pipe.readEnd()))).containsExactly("one", "three");
        }
    }

    @Test
    void peeksAFullPipeOfAnySize() throws Exception {
        try (Pipe pipe = Pipe.create(O_NONBLOCK)) {
            int capacity = Pipe.setCapacity(pipe.writeEnd(), 300_000);
            assertThat(capacity).isGreaterThanOrEqualTo(300_000).isEqualTo(Pipe.capacity(pipe.readEnd()));
            Write.fully(pipe.writeEnd(), ByteBuffer.allocateDirect(capacity));
            Refusal.expect("EAGAIN", () -> Write.some(pipe.writeEnd(), Bytes.of("x")));
            assertThat(Pipe.peek(pipe.readEnd()).get(0)).hasSize(capacity);
        }
    }

    @Test
    void anEmptyPipeHasNothing() throws Exception {
        try (Pipe pipe = Pipe.create(0)) {
            assertThat(Pipe.peek(pipe.readEnd())).isEmpty();
            pipe.writeEnd().close();
            assertThat(Pipe.peek(pipe.readEnd())).isEmpty();
        }
    }

    @Test
    void refusesWhatIsNoPipe() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            Refusal.expect("EBADF", () -> Pipe.capacity(file));
        }
        Refusal.expect("EINVAL", () -> Pipe.create(0x1));
    }

    private static List<String> texts(List<byte[]> reads) {
        return reads.stream()
                .map(read -> new String(read, StandardCharsets.UTF_8))
                .toList();
    }

    @Test
    void saysThatAPipeMayNotBeLargerThanTheLimit() throws Exception {
        Assumptions.assumeFalse(Privilege.isAboveLimits(), "this user has CAP_SYS_RESOURCE");
        try (Pipe pipe = Pipe.create(0)) {
            int before = Pipe.capacity(pipe.readEnd());
            assertThatThrownBy(() -> Pipe.setCapacity(pipe.readEnd(), 2 * limit()))
                    .hasMessageContaining("F_SETPIPE_SZ")
                    .hasMessageContaining("EPERM");
            assertThat(Pipe.capacity(pipe.readEnd())).isEqualTo(before);
        }
    }

    @Test
    void tellsAReaderThatItsWritersHaveGone() throws Exception {
        try (Pipe pipe = Pipe.create(0)) {
            assertThat(Pipe.isHungUp(pipe.readEnd())).isFalse();
            pipe.writeEnd().close();
            assertThat(Pipe.isHungUp(pipe.readEnd())).isTrue();
        }
    }

    /** By lines: these files give a number to the first read only, and readString begins with a read of one byte. */
    private static int limit() throws IOException {
        return Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/fs/pipe-max-size")).get(0));
    }
}
