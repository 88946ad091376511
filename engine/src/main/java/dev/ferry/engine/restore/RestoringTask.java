package dev.ferry.engine.restore;

import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** A task that is being made: it exists, is stopped, traced by us, and makes system calls for us until it is released. */
final class RestoringTask implements AutoCloseable {
    private final TaskPlan plan;
    private final RemoteSyscalls leader;
    private final ProcessMemory memory;
    private final Trampoline trampoline;
    private final Map<Integer, RemoteSyscalls> threads = new LinkedHashMap<>();

    private RestoringTask(TaskPlan plan, RemoteSyscalls leader, ProcessMemory memory, Trampoline trampoline) {
        this.plan = plan;
        this.leader = leader;
        this.memory = memory;
        this.trampoline = trampoline;
        threads.put(plan.pid(), leader);
    }

    /** Takes a task that has just been cloned and has inherited the scratch memory at {@code scratch}; ends it on failure. */
    static RestoringTask cloned(TaskPlan plan, Tracee tracee, long scratch) throws IOException {
        try {
            return take(plan, tracee, scratch);
        } catch (IOException | RuntimeException e) {
            Signal.sendIfAlive(plan.pid(), Signals.SIGKILL);
            throw e;
        }
    }

    private static RestoringTask take(TaskPlan plan, Tracee tracee, long scratch) throws IOException {
        ProcessMemory memory = ProcessMemory.open(plan.pid());
        RemoteSyscalls remote = RemoteSyscalls.on(tracee, 0);
        Trampoline trampoline = Trampoline.inherited(remote, memory, scratch);
        remote.useInstructionAt(trampoline.syscallInstruction());
        return new RestoringTask(plan, remote, memory, trampoline);
    }

    TaskPlan plan() {
        return plan;
    }

    int pid() {
        return plan.pid();
    }

    /** The leading thread, for calls made one by one. */
    RemoteSyscalls leader() {
        return leader;
    }

    ProcessMemory memory() {
        return memory;
    }

    Trampoline trampoline() {
        return trampoline;
    }

    /** A batch for the leading thread. */
    Batch batch() {
        return trampoline.batch();
    }

    /** Takes a thread that the leader has cloned. */
    Trampoline addThread(int tid, Tracee tracee) throws IOException {
        RemoteSyscalls remote = RemoteSyscalls.on(tracee, trampoline.syscallInstruction());
        threads.put(tid, remote);
        return Trampoline.inherited(remote, memory, trampoline.address());
    }

    /** All threads by tid, the leader first. */
    Map<Integer, RemoteSyscalls> threads() {
        return threads;
    }

    /** A trampoline that is run by thread {@code tid}. */
    Trampoline trampolineOf(int tid) {
        return Trampoline.inherited(threads.get(tid), memory, trampoline.address());
    }

    @Override
    public void close() {
        memory.close();
    }
}
