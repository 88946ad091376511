package dev.ferry.engine.ipc;

import dev.ferry.engine.procfs.CurrentCall;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A thread waits in a system call on semaphores or a message queue. Of somebody who has only waited so far that is the one trace.
 *
 * @param id the number of the set or queue
 */
public record IpcWait(Sort sort, int id) {
    private static final long SEMTIMEDOP = 220;

    /** What it waits on. */
    public enum Sort {
        SEMAPHORES,
        QUEUE
    }

    /** The waits of the threads of running processes. Who goes meanwhile waits no more; who may not be looked at is left out. */
    public static Set<IpcWait> ofRunning(Iterable<Integer> pids) {
        Set<IpcWait> waits = new HashSet<>();
        for (int pid : pids) {
            waits.addAll(ofRunning(pid));
        }
        return waits;
    }

    private static Set<IpcWait> ofRunning(int pid) {
        Set<IpcWait> waits = new HashSet<>();
        try {
            for (int tid : ProcessTable.tasks(pid)) {
                CurrentCall.readCall(pid, tid)
                        .flatMap(call -> of(call.number(), call.first()))
                        .ifPresent(waits::add);
            }
            return waits;
        } catch (IOException goneOrForbidden) {
            return waits;
        }
    }

    /**
     * What a stopped thread waited in. If it was set back to before that call, the number is in rax; then it also has to stand at a
     * {@code syscall} instruction.
     */
    public static Optional<IpcWait> of(Registers registers) {
        long interrupted = registers.get(Reg.ORIG_RAX);
        return of(interrupted >= 0 ? interrupted : registers.get(Reg.RAX), registers.get(Reg.RDI));
    }

    private static Optional<IpcWait> of(long number, long id) {
        if (number == Nr.SEMOP || number == SEMTIMEDOP) {
            return Optional.of(new IpcWait(Sort.SEMAPHORES, (int) id));
        }
        if (number == Nr.MSGRCV || number == Nr.MSGSND) {
            return Optional.of(new IpcWait(Sort.QUEUE, (int) id));
        }
        return Optional.empty();
    }
}
