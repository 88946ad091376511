package dev.ferry.linux;

import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.ptrace.SyscallInstruction;
import dev.ferry.linux.ptrace.Tracee;
import dev.ferry.linux.ptrace.WaitStatus;
import java.io.IOException;
import java.time.Duration;

/** A thread that this test thread has seized and stopped; let go on close. */
public record Seized(Tracee tracee) implements AutoCloseable {
    /** Seizes and stops {@code tid}. */
    public static Seized stop(int tid, long options) throws IOException {
        Tracee tracee = Tracee.seize(tid, options);
        tracee.interrupt();
        WaitStatus status = tracee.awaitStop(Duration.ofSeconds(5));
        if (!(status instanceof WaitStatus.Trapped)) {
            throw new IOException("stopped otherwise: " + status);
        }
        return new Seized(tracee);
    }

    /** Borrows the thread. */
    public RemoteSyscalls borrow() throws IOException {
        return RemoteSyscalls.on(tracee, SyscallInstruction.find(tracee.tid()));
    }

    /** What is done with a trampoline. */
    public interface Work {
        void with(RemoteSyscalls remote, Trampoline trampoline) throws IOException;
    }

    /** Borrows the thread, gives it a trampoline, works and puts everything back. */
    public void inject(Work work) throws IOException {
        try (RemoteSyscalls remote = borrow();
                ProcessMemory memory = ProcessMemory.open(tracee.tid());
                Trampoline trampoline = Trampoline.map(remote, memory)) {
            work.with(remote, trampoline);
        }
    }

    @Override
    public void close() throws IOException {
        tracee.detach(0);
    }
}
