package dev.ferry.engine.dump;

import dev.ferry.engine.freeze.InterruptedCall;
import dev.ferry.linux.Errno;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.SyscallInstruction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A sleep that had been interrupted once before (by an earlier dump, by SIGSTOP and SIGCONT, by strace) goes on as
 * restart_syscall(2), whose argument is in the kernel alone; in another process it would end with EINTR. Its own arguments are
 * still in the registers, and its number in the instruction before the system call, where C libraries load it: so the image gets
 * the original call.
 */
final class RestartedCall {
    private static final long RESTART_SYSCALL = 219;
    /** {@code mov eax, imm32}. */
    private static final byte LOAD_NUMBER = (byte) 0xb8;

    private static final int LOAD_LENGTH = 5;

    private RestartedCall() {}

    /** The registers as they are to be in the image. */
    static Registers original(Registers stopped, ProcessMemory memory) throws IOException {
        boolean restarting = stopped.get(Reg.ORIG_RAX) == RESTART_SYSCALL && Registers.isRestart(stopped.get(Reg.RAX));
        if (!restarting) {
            return stopped;
        }
        ByteBuffer load = ByteBuffer.allocateDirect(LOAD_LENGTH).order(ByteOrder.LITTLE_ENDIAN);
        memory.read(stopped.get(Reg.RIP) - SyscallInstruction.LENGTH - LOAD_LENGTH, load);
        long number = load.get(0) == LOAD_NUMBER ? load.getInt(1) : RESTART_SYSCALL;
        return InterruptedCall.hasRestartBlock(number)
                ? stopped.with(Reg.ORIG_RAX, number)
                : stopped.with(Reg.ORIG_RAX, -1).with(Reg.RAX, -Errno.EINTR.number());
    }
}
