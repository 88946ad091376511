package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

class ReadWriteKernelTest {

    @Test
    void writesAndReadsAtOffsetsWithoutMovingTheSharedOne() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            Write.fullyAt(file, Bytes.of("abcdef"), 10);
            ByteBuffer into = ByteBuffer.allocateDirect(3);
            Read.fullyAt(file, into, 12);

            assertThat(Bytes.text(into)).isEqualTo("cde");
            assertThat(Seek.get(file)).isZero();
        }
    }

    @Test
    void usesOnlyTheRegionOfTheBuffer() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            ByteBuffer from = Bytes.of("abcdef").position(2).limit(4);
            assertThat(Write.some(file, from)).isEqualTo(2);
            assertThat(from.position()).isEqualTo(4);
            Seek.set(file, 0);
            ByteBuffer into = ByteBuffer.allocateDirect(8).position(3);
            assertThat(Read.some(file, into)).isEqualTo(2);
            assertThat(into.get(3)).isEqualTo((byte) 'c');
        }
    }

    @Test
    void tellsThatTheFileEndedTooEarly() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            Write.fully(file, Bytes.of("ab"));
            Assertions.assertThatExceptionOfType(EOFException.class)
                    .isThrownBy(() -> Read.fullyAt(file, ByteBuffer.allocateDirect(3), 0))
                    .withMessageContaining("1 bytes too early");
        }
    }

    @Test
    void readsABlockingPipeWithoutWaiting() throws Exception {
        try (Pipe pipe = Pipe.create(0)) {
            assertThat(Read.now(pipe.readEnd(), ByteBuffer.allocateDirect(9))).isEqualTo(OptionalInt.empty());
            Write.fully(pipe.writeEnd(), Bytes.of("x"));
            assertThat(Read.now(pipe.readEnd(), ByteBuffer.allocateDirect(9))).isEqualTo(OptionalInt.of(1));
            assertThat(FileFlags.status(pipe.readEnd()) & O_NONBLOCK).isZero();
        }
    }

    @Test
    void refusesWhatTheFileIsNotOpenFor() throws Exception {
        try (Fd file = Open.path("/dev/null", O_RDONLY);
                Pipe pipe = Pipe.create(0)) {
            Refusal.expect("EBADF", () -> Write.some(file, Bytes.of("x")));
            Refusal.expect("ESPIPE", () -> Read.at(pipe.readEnd(), ByteBuffer.allocateDirect(1), 0));
            Refusal.expect("ESPIPE", () -> Write.at(pipe.writeEnd(), Bytes.of("x"), 0));
            Refusal.expect("ESPIPE", () -> Seek.get(pipe.readEnd()));
        }
    }

    @Test
    void refusesBuffersThatTheKernelCannotUse() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            Assertions.assertThatIllegalArgumentException().isThrownBy(() -> Read.some(file, ByteBuffer.allocate(1)));
            Assertions.assertThatIllegalArgumentException()
                    .isThrownBy(() -> Read.some(file, Bytes.of("x").asReadOnlyBuffer()));
        }
    }

    @Test
    void findsDataBetweenHoles() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            Truncate.to(file, 1 << 20);
            Write.fullyAt(file, Bytes.of("x"), 1 << 16);

            long data = Seek.nextData(file, 0).orElseThrow();
            assertThat(data).isEqualTo(1 << 16);
            assertThat(Seek.nextHole(file, data)).isBetween((1L << 16) + 1, (1L << 20) - 1);
            assertThat(Seek.nextData(file, 1 << 19)).isEqualTo(OptionalLong.empty());
            assertThat(FileStat.of(file).size()).isEqualTo(1 << 20);
            Refusal.expect("EINVAL", () -> Truncate.to(file, -1));
        }
    }
}
