package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_ACCMODE;
import static dev.ferry.linux.abi.Fcntl.O_APPEND;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import org.junit.jupiter.api.Test;

class FileFlagsKernelTest {

    @Test
    void setsStatusFlagsOfTheSharedOpenFile() throws Exception {
        try (Fd file = Memfd.create("t", 0);
                Fd duplicate = Dup.of(file)) {
            FileFlags.setStatus(file, O_APPEND | O_NONBLOCK);
            assertThat(FileFlags.status(duplicate) & (O_APPEND | O_NONBLOCK)).isEqualTo(O_APPEND | O_NONBLOCK);
            assertThat(FileFlags.status(duplicate) & O_ACCMODE).isEqualTo(O_RDWR);
        }
    }

    @Test
    void setsCloseOnExecOfOneDescriptorOnly() throws Exception {
        try (Fd file = Memfd.create("t", 0);
                Fd duplicate = Dup.atLeast(file, 500)) {
            FileFlags.setCloseOnExec(file, false);
            assertThat(duplicate.number()).isGreaterThanOrEqualTo(500);
            assertThat(FileFlags.isCloseOnExec(file)).isFalse();
            assertThat(FileFlags.isCloseOnExec(duplicate)).isTrue();
            Refusal.expect("EINVAL", () -> Dup.atLeast(file, Integer.MAX_VALUE));
        }
    }

    @Test
    void keepsTheOwnerAndSignal() throws Exception {
        try (Pipe pipe = Pipe.create(0)) {
            Fd end = pipe.readEnd();
            assertThat(FileFlags.owner(end).isNobody()).isTrue();
            AsyncOwner self = new AsyncOwner(
                    AsyncOwner.Kind.PROCESS, (int) ProcessHandle.current().pid());
            FileFlags.setOwner(end, self);
            FileFlags.setSignal(end, 29);

            assertThat(FileFlags.owner(end)).isEqualTo(self);
            assertThat(FileFlags.signal(end)).isEqualTo(29);
            Refusal.expect("EINVAL", () -> FileFlags.setSignal(end, 99));
            Refusal.expect("ESRCH", () -> FileFlags.setOwner(end, new AsyncOwner(AsyncOwner.Kind.PROCESS, 0x3fffffff)));
        }
    }
}
