package dev.ferry.linux.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MknodKernelTest {
    @TempDir
    Path directory;

    @Test
    void makesAFifo() throws Exception {
        String path = directory.resolve("fifo").toString();
        Mknod.fifo(path, 0600);
        assertThat(FileStat.of(path).isFifo()).isTrue();
        Refusal.expect("EEXIST", () -> Mknod.fifo(path, 0600));
    }
}
