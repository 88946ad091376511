package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.internal.Syscall;

/** Class and level of a thread's I/O, ioprio_get(2). */
public record IoPriority(int value) {

    /** Of thread {@code tid} (ESRCH). */
    public static IoPriority of(int tid) throws ErrnoException {
        String name = "ioprio_get of thread " + tid;
        return new IoPriority((int) Syscall.call(name, Nr.IOPRIO_GET, Sched.IOPRIO_WHO_PROCESS, tid));
    }

    /** Whether giving it takes a privilege. */
    public boolean isRealTime() {
        return value >> Sched.IOPRIO_CLASS_SHIFT == Sched.IOPRIO_CLASS_RT;
    }
}
