package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import org.junit.jupiter.api.Test;

class FlockKernelTest {

    @Test
    void excludesAnotherOpenFile() throws Exception {
        try (Fd first = Memfd.create("t", 0);
                Fd second = Open.again(first, O_RDWR)) {
            assertThat(Flock.tryExclusive(first)).isTrue();
            assertThat(Flock.tryShared(second)).isFalse();
            Flock.unlock(first);
            assertThat(Flock.tryShared(second)).isTrue();
            assertThat(Flock.tryShared(first)).isTrue();
            assertThat(Flock.tryExclusive(first)).isFalse();
        }
    }

    @Test
    void refusesAHandle() throws Exception {
        try (Fd handle = Open.handle("/etc/passwd")) {
            Refusal.expect("EBADF", () -> Flock.tryShared(handle));
        }
    }
}
