package dev.ferry.engine.restore;

import dev.ferry.linux.abi.Nr;
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
    private final int pid;
    private final RemoteSyscalls leader;
    private final ProcessMemory memory;
    private final Map<Integer, RemoteSyscalls> threads = new LinkedHashMap<>();
    private final FilledMemory filled;
    private ScratchSite site;
    private Trampoline trampoline;
    private TaskPlan plan;

    private RestoringTask(int pid, RemoteSyscalls leader, ProcessMemory memory, ScratchSite site) {
        this.pid = pid;
        this.leader = leader;
        this.memory = memory;
        this.filled = new FilledMemory(this);
        this.site = site;
        this.trampoline = Trampoline.inherited(leader, memory, site.trampoline());
        threads.put(pid, leader);
    }

    /** Takes a task that has just been cloned and has inherited the scratch memory at {@code site}; ends it on failure. */
    static RestoringTask cloned(int pid, Tracee tracee, ScratchSite site) throws IOException {
        try {
            return take(pid, tracee, site);
        } catch (IOException | RuntimeException e) {
            Signal.sendIfAlive(pid, Signals.SIGKILL);
            throw e;
        }
    }

    private static RestoringTask take(int pid, Tracee tracee, ScratchSite site) throws IOException {
        ProcessMemory memory = ProcessMemory.open(pid);
        RestoringTask task = new RestoringTask(pid, RemoteSyscalls.on(tracee, 0), memory, site);
        task.leader.useInstructionAt(task.trampoline.syscallInstruction());
        return task;
    }

    /** Says what it is to become. */
    void assign(TaskPlan assigned) {
        plan = assigned;
    }

    /** What it is to become; null as long as only its memory is filled. */
    TaskPlan plan() {
        return plan;
    }

    int pid() {
        return pid;
    }

    /** Where its scratch memory is, and the kernel's own mappings until they get their place. */
    ScratchSite site() {
        return site;
    }

    /** What is in its memory before its images come. */
    FilledMemory filled() {
        return filled;
    }

    /** Moves the scratch memory, and what is parked beside it, out of the way of the program's memory. */
    void moveScratch(ScratchSite to) throws IOException {
        Trampoline next = Trampoline.mapAt(leader, memory, to.trampoline());
        leader.useInstructionAt(next.syscallInstruction());
        long old = trampoline.address();
        trampoline = next;
        site = to;
        VdsoMover.park(this);
        leader.call("munmap of scratch memory", Nr.MUNMAP, old, Trampoline.SIZE);
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
