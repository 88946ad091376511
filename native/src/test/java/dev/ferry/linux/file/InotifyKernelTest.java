package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Inotify.IN_CREATE;
import static dev.ferry.linux.abi.Inotify.IN_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InotifyKernelTest {
    @TempDir
    Path directory;

    @Test
    void numbersWatchesUpwards() throws Exception {
        try (Fd inotify = Inotify.create(IN_NONBLOCK)) {
            int first = Inotify.addWatch(inotify, directory.toString(), IN_CREATE);
            Files.writeString(directory.resolve("new"), "");
            ByteBuffer event = ByteBuffer.allocateDirect(512);
            assertThat(Read.some(inotify, event)).isPositive();

            assertThat(Inotify.addWatch(inotify, "/", IN_CREATE)).isEqualTo(first + 1);
            Inotify.removeWatch(inotify, first);
            Refusal.expect("EINVAL", () -> Inotify.removeWatch(inotify, first));
        }
    }

    @Test
    void refusesAMissingFile() throws Exception {
        try (Fd inotify = Inotify.create(0)) {
            Refusal.expect("ENOENT", () -> Inotify.addWatch(inotify, "/nowhere", IN_CREATE));
        }
    }
}
