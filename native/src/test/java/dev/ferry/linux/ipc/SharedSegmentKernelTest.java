package dev.ferry.linux.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SharedSegmentKernelTest {
    private static final int KEY = 0x66657272;

    @Test
    void isAFileToThoseWhoOpenIt() throws IOException {
        assumeThat(Files.isWritable(Path.of("/proc/sys/kernel/shm_next_id"))).isTrue();
        SharedSegment segment = SharedSegment.create(0, 5000, 0600);
        try (Fd memory = segment.open(5000);
                Fd again = segment.open(5000)) {
            Write.fullyAt(memory, ByteBuffer.allocateDirect(8).putLong(0, 42), 4096);
            ByteBuffer read = ByteBuffer.allocateDirect(8);
            Read.fullyAt(again, read, 4096);
            assertThat(read.getLong(0)).isEqualTo(42);
        } finally {
            segment.remove();
        }
    }

    @Test
    void getsTheNumberThatWasWishedFor() throws IOException {
        assumeThat(Files.isWritable(Path.of("/proc/sys/kernel/shm_next_id"))).isTrue();
        int wanted = 7 << 15 | 4001;
        SharedSegment.wishForId(wanted);
        SharedSegment segment = SharedSegment.create(0, 1, 0600);
        segment.remove();
        assertThat(segment.id()).isEqualTo(wanted);
        SharedSegment.wishForId(wanted);
        SharedSegment.forgetWish();
        SharedSegment other = SharedSegment.create(0, 1, 0600);
        other.remove();
        assertThat(other.id()).isNotEqualTo(wanted);
    }

    @Test
    void aKeyHasOneSegmentOnly() throws IOException {
        SharedSegment segment = SharedSegment.create(KEY, 1, 0600);
        try {
            assertThatThrownBy(() -> SharedSegment.create(KEY, 1, 0600))
                    .isInstanceOf(ErrnoException.class)
                    .hasMessageContaining("EEXIST");
        } finally {
            segment.remove();
        }
        assertThatThrownBy(segment::remove).hasMessageContaining("EINVAL");
    }
}
