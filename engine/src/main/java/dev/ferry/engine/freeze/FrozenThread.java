package dev.ferry.engine.freeze;

import dev.ferry.engine.ipc.IpcWait;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.SyscallInstruction;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.util.Optional;

/**
 * One stopped thread.
 *
 * @param tracee the hold that we have on it
 * @param stopSignal the signal whose group-stop it was in before we came, or 0 if it was running
 */
public record FrozenThread(Tracee tracee, int stopSignal) {
    /** Its thread id. */
    public int tid() {
        return tracee.tid();
    }

    /** The System V semaphores or message queue that it, a thread of {@code pid}, waits for; nothing if it has just been killed. */
    Optional<IpcWait> ipcWait(int pid) throws IOException {
        try {
            Registers registers = tracee.registers();
            Optional<IpcWait> wait = IpcWait.of(registers);
            boolean isInterrupted = registers.get(Reg.ORIG_RAX) >= 0;
            return wait.isPresent() && (isInterrupted || isAtSyscall(pid, registers.get(Reg.RIP)))
                    ? wait
                    : Optional.empty();
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static boolean isAtSyscall(int pid, long address) throws IOException {
        try (ProcessMemory memory = ProcessMemory.open(pid)) {
            return SyscallInstruction.findIn(memory, address, address + SyscallInstruction.LENGTH)
                    .isPresent();
        }
    }
}
