package dev.ferry.engine.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The codes are those of include/linux/errno.h: they mean something only to the kernel that wrote them. */
class SyscallRestartTest {
    private static final long AFTER_CALL = 0x40_1002;
    private static final long NANOSLEEP = 35;

    @ParameterizedTest
    @ValueSource(longs = {-512, -513, -514, -516})
    void makesAnInterruptedCallAgain(long code) {
        Registers restarted = stopped(code, NANOSLEEP).withSyscallRestarted();
        assertThat(restarted.get(Reg.RAX)).isEqualTo(NANOSLEEP);
        assertThat(restarted.get(Reg.RIP)).isEqualTo(AFTER_CALL - 2);
        assertThat(restarted.get(Reg.ORIG_RAX)).isEqualTo(-1);
        assertThat(restarted.get(Reg.RDI)).isEqualTo(0xabc);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -4, -511, -515, -517})
    void leavesEveryOtherResultAlone(long result) {
        Registers registers = stopped(result, NANOSLEEP);
        assertThat(registers.withSyscallRestarted()).isEqualTo(registers);
    }

    @Test
    void leavesAThreadAloneThatWasInNoCall() {
        Registers registers = stopped(-512, -1);
        assertThat(registers.withSyscallRestarted()).isEqualTo(registers);
    }

    private static Registers stopped(long rax, long call) {
        return Registers.zero()
                .with(Reg.RAX, rax)
                .with(Reg.ORIG_RAX, call)
                .with(Reg.RIP, AFTER_CALL)
                .with(Reg.RDI, 0xabc);
    }
}
