package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.F_SEAL_GROW;
import static dev.ferry.linux.abi.Fcntl.F_SEAL_SEAL;
import static dev.ferry.linux.abi.Memfd.MFD_ALLOW_SEALING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import org.junit.jupiter.api.Test;

class MemfdKernelTest {

    @Test
    void sealsHold() throws Exception {
        try (Fd file = Memfd.create("sealed", MFD_ALLOW_SEALING)) {
            assertThat(Memfd.seals(file)).isZero();
            Memfd.addSeals(file, F_SEAL_GROW);
            assertThat(Memfd.seals(file)).isEqualTo(F_SEAL_GROW);
            assertThat(Link.read("/proc/self/fd/" + file.number())).isEqualTo("/memfd:sealed (deleted)");
            Refusal.expect("EPERM", () -> Truncate.to(file, 1));
        }
    }

    @Test
    void cannotBeSealedUnlessAsked() throws Exception {
        try (Fd file = Memfd.create("t", 0)) {
            assertThat(Memfd.seals(file)).isEqualTo(F_SEAL_SEAL);
            Refusal.expect("EPERM", () -> Memfd.addSeals(file, F_SEAL_GROW));
        }
    }
}
