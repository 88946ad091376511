package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Seized;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.ptrace.Reg;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StubKernelTest {
    @Test
    void hasNoThreadLocalStorageAndNoRseq() throws Exception {
        try (Stub stub = Stub.start();
                Seized seized = Seized.stop(stub.pid(), 0)) {
            assertThat(seized.tracee().registers().get(Reg.FS_BASE)).isZero();
            assertThat(seized.tracee().rseq().isRegistered()).isFalse();
        }
    }

    @Test
    void hasOnlyItsCodeAStackAndWhatTheKernelMaps() throws Exception {
        try (Stub stub = Stub.start();
                Seized stopped = Seized.stop(stub.pid(), 0)) {
            assertThat(Files.readAllLines(proc(stopped.tracee().tid(), "maps")))
                    .allMatch(line -> line.startsWith("00010000-00011000 r-xp")
                            || line.matches(".* \\[(stack|vdso|vvar|vvar_vclock|vsyscall)]"));
        }
    }

    @Test
    void leavesNoZombie() throws Exception {
        Stub stub = Stub.start();
        assertThat(Files.readString(proc(stub.pid(), "stat"))).contains("(");
        stub.close();
        assertThat(proc(stub.pid(), "")).doesNotExist();
        stub.close();
    }

    @Test
    void leavesNoZombieWhenItIsTracedAndStopped() throws Exception {
        Stub stub = Stub.start();
        Seized.stop(stub.pid(), Ptrace.O_EXITKILL).tracee().interrupt();
        stub.close();
        assertThat(proc(stub.pid(), "")).doesNotExist();
    }

    private static Path proc(int pid, String file) {
        return Path.of("/proc", Integer.toString(pid), file);
    }
}
