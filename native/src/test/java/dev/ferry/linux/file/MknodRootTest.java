package dev.ferry.linux.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

class MknodRootTest {
    @TempDir
    Path directory;

    @Test
    @EnabledIf("isRoot")
    void makesDevices() throws Exception {
        String path = directory.resolve("null").toString();
        Mknod.charDevice(path, 0600, new Device(1, 3));
        assertThat(FileStat.of(path).represented()).isEqualTo(new Device(1, 3));
        String block = directory.resolve("loop").toString();
        Mknod.blockDevice(block, 0600, new Device(7, 300));
        assertThat(FileStat.of(block).isBlockDevice()).isTrue();
        assertThat(FileStat.of(block).represented()).isEqualTo(new Device(7, 300));
        Refusal.expect("EEXIST", () -> Mknod.charDevice(path, 0600, new Device(1, 3)));
    }

    static boolean isRoot() throws Exception {
        return FileStat.of("/proc/self").uid() == 0;
    }
}
