package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Signalfd.SFD_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SignalfdKernelTest {

    @Test
    void keepsTheMask() throws Exception {
        try (Fd signals = Signalfd.create(1L << 9, SFD_NONBLOCK)) {
            assertThat(mask(signals)).contains("sigmask:\t0000000000000200");
            Signalfd.change(signals, 1L << 11);
            assertThat(mask(signals)).contains("sigmask:\t0000000000000800");
        }
    }

    @Test
    void refusesWhatIsNoSignalfd() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            Refusal.expect("EINVAL", () -> Signalfd.change(file, 1));
        }
    }

    private static String mask(Fd fd) throws Exception {
        return Files.readString(Path.of("/proc/self/fdinfo/" + fd.number()));
    }
}
