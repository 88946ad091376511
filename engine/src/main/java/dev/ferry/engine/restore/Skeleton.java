package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.timens.TreeClocks;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The processes of a tree that does not run here yet: with their pids, parents and sessions, but without threads, files or any
 * code. While the program still runs on the other host its memory is filled into them, so little is left to do at the end. All
 * of them end with us, or when this is closed, unless they were handed over.
 */
public final class Skeleton implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final long OPTIONS = Ptrace.O_EXITKILL | Ptrace.O_TRACEFORK | Ptrace.O_TRACECLONE;
    private static final long WAIT_ALL = 0x40000000L;

    private final Stub stub;
    private final ProcessMemory memory;
    private final RemoteSyscalls remote;
    private final Trampoline scratch;
    private final Map<Integer, RestoringTask> tasks = new LinkedHashMap<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(PageTransfer.MAX_CONTENT);
    private final FilledSharedMemories shared = new FilledSharedMemories();
    private final Terminals terminals = new Terminals();
    private final TreeClocks clocks = new TreeClocks();
    private TreeShape shape = TreeShape.empty();
    private boolean ours = true;

    private Skeleton(Stub stub, ProcessMemory memory, RemoteSyscalls remote, Trampoline scratch) {
        this.stub = stub;
        this.memory = memory;
        this.remote = remote;
        this.scratch = scratch;
    }

    /** One of no processes yet. On the tracer thread, as everything here but {@link #write}. */
    public static Skeleton launch() throws IOException {
        Stub stub = Stub.start();
        try {
            Tracee tracee = Tracee.seize(stub.pid(), OPTIONS);
            tracee.interrupt();
            tracee.awaitStop(STOP_LIMIT);
            RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
            ProcessMemory memory = ProcessMemory.open(stub.pid());
            long site = ScratchSite.usual().trampoline();
            return new Skeleton(stub, memory, remote, Trampoline.mapAt(remote, memory, site));
        } catch (IOException | RuntimeException e) {
            stub.close();
            throw e;
        }
    }

    /**
     * Says how far the clocks of the tree are to be ahead of ours. The first process is born with them, so later is too late; who does not
     * say it leaves it to the images.
     */
    public void decideClocks(Clocks ahead) throws IOException {
        clocks.decide(stub.pid(), remote, ahead);
    }

    /** Makes and ends processes until there are those of {@code next}, without its zombies. */
    public void grow(TreeShape next) throws IOException {
        change(next, false);
    }

    private void change(TreeShape next, boolean withZombies) throws IOException {
        keepOnly(next.survivors(shape));
        shape = next;
        new TreeCloner(next, tasks, terminals, withZombies).cloneMissing(remote, scratch);
    }

    /** Children end before their parents, who have to collect them: a pid is free only then. */
    private void keepOnly(Set<Integer> survivors) throws IOException {
        List<Integer> pids = new ArrayList<>(tasks.keySet());
        Collections.reverse(pids);
        for (int pid : pids) {
            if (!survivors.contains(pid)) {
                end(pid);
            }
        }
    }

    private void end(int pid) throws IOException {
        RestoringTask parent = tasks.get(shape.byPid().get(pid).ppid());
        try (RestoringTask over = tasks.remove(pid)) {
            RestoredTree.kill(List.of(over));
        }
        (parent == null ? remote : parent.leader()).attempt(Nr.WAIT4, pid, 0, WAIT_ALL, 0);
        if (parent != null) {
            ZombieStage.consumeChildSignal(parent);
        }
    }

    /** Maps memory that a process has on the other host, or makes one that several share. */
    public void map(PageTransfer area) throws IOException {
        if (area.isShared()) {
            shared.make(area);
            return;
        }
        owner(area).filled().map(area);
    }

    /** Writes pages of such memory. Any thread, but one at a time. */
    public void write(PageTransfer pages) throws IOException {
        if (pages.isShared()) {
            shared.write(pages, chunk);
        } else {
            owner(pages).filled().write(pages, chunk);
        }
    }

    private RestoringTask owner(PageTransfer transfer) throws ImageException {
        RestoringTask task = tasks.get(transfer.owner());
        if (task == null) {
            throw new ImageException("Pages came for process " + Integer.toUnsignedString(transfer.owner())
                    + ", which the tree does not have.");
        }
        return task;
    }

    /** Makes the processes those of {@code plan}, zombies included, with the memory of it that they have already. */
    Map<Integer, RestoringTask> become(RestorePlan plan) throws IOException {
        if (!clocks.areDecided() && tasks.isEmpty() && plan.clocks().isPresent()) {
            decideClocks(plan.clocks().get().ahead());
        }
        change(plan.shape(), true);
        tasks.values().forEach(task -> task.assign(plan.task(task.pid())));
        ProcessGroups.join(tasks.values());
        plan.terminals().restoreForegrounds(terminals, tasks);
        for (RestoringTask task : tasks.values()) {
            if (task.plan().isZombie()) {
                ZombieStage.end(task, tasks.get(task.plan().ppid()));
            } else {
                task.filled().settle(plan);
            }
        }
        stub.close();
        return tasks;
    }

    /** The shared memories that have come in rounds. */
    FilledSharedMemories shared() {
        return shared;
    }

    /** Those of the tree. */
    TreeClocks clocks() {
        return clocks;
    }

    /** The terminals that its sessions have, and others as they are asked for. */
    Terminals terminals() {
        return terminals;
    }

    /** From now on the processes are somebody else's to end. */
    void handOver() {
        ours = false;
    }

    /** Ends all processes that were not handed over; twice is harmless. */
    @Override
    public void close() throws IOException {
        memory.close();
        try {
            if (ours) {
                ours = false;
                RestoredTree.kill(tasks.values());
                tasks.values().forEach(RestoringTask::close);
            }
        } finally {
            shared.close();
            terminals.close();
            stub.close();
        }
    }
}
