package dev.ferry.engine.freeze;

import dev.ferry.engine.ipc.IpcWait;
import dev.ferry.engine.procfs.Children;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * A whole process tree, stopped. {@link #close} lets it go on unchanged, unless {@link #kill} has ended it before. Should this
 * process die instead, the kernel lets the tree go on, for every thread is kept in a stop from which that is harmless.
 *
 * <p>The tree may fork and start threads while it is being stopped; so it is looked at again until a look finds nobody new.
 */
public final class FrozenTree implements AutoCloseable {
    private static final int ROUNDS = 200;
    private static final Duration GONE_LIMIT = Duration.ofSeconds(10);

    private final int root;
    private final Map<Integer, FrozenTask> tasks = new LinkedHashMap<>();
    private boolean open = true;

    private FrozenTree(int root) {
        this.root = root;
    }

    /**
     * Stops the tree below and including {@code root}.
     *
     * @throws FreezeException if a task can not be stopped, with the reason; the others run on then
     */
    public static FrozenTree freeze(int root) throws IOException {
        return stopped(root, FrozenTree::seizeEverybody);
    }

    /** Stops the process {@code pid} without its children, for a moment; {@link #close} lets it go on. */
    public static FrozenTree freezeAlone(int pid) throws IOException {
        return stopped(pid, tree -> tree.stopTask(pid));
    }

    private interface Stopping {
        void stop(FrozenTree tree) throws IOException;
    }

    private static FrozenTree stopped(int root, Stopping stopping) throws IOException {
        FrozenTree tree = new FrozenTree(root);
        try {
            stopping.stop(tree);
            return tree;
        } catch (IOException | RuntimeException e) {
            try {
                tree.close();
            } catch (IOException again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    private void seizeEverybody() throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            boolean somebodyNew = false;
            for (int pid : members()) {
                somebodyNew |= stopTask(pid);
            }
            if (!somebodyNew) {
                forgetReaped();
                return;
            }
        }
        throw new FreezeException("The tree of process " + root
                + " starts new processes faster than they can be stopped;" + " try again when it is less busy.");
    }

    /** Between our look at the tree and our reach for a task, the task may have ended and its parent may have reaped it. */
    private void forgetReaped() {
        tasks.values().removeIf(task -> task.threads().isEmpty() && !isThere(task));
    }

    private List<Integer> members() throws IOException {
        Optional<List<Integer>> family = Children.family(root);
        return family.isPresent() && isThere(root) ? family.get() : membersFromTable();
    }

    private List<Integer> membersFromTable() throws IOException {
        ProcessTable table = ProcessTable.scan();
        if (table.find(root).isEmpty()) {
            throw new FreezeException("There is no process " + root + " (any more).");
        }
        List<Integer> pids = new ArrayList<>(List.of(root));
        table.descendants(root).stream().map(ProcessRow::pid).forEach(pids::add);
        return pids;
    }

    /** Stops the threads of one task that are not stopped yet; returns whether there were any. */
    private boolean stopTask(int pid) throws IOException {
        FrozenTask known = tasks.get(pid);
        ThreadStopper stopper = new ThreadStopper(pid, known == null ? List.of() : known.threads());
        boolean somebodyNew = stopper.stopNewThreads();
        if (somebodyNew || known == null) {
            tasks.put(pid, new FrozenTask(pid, stopper.threads()));
        }
        return somebodyNew || known == null;
    }

    /** The pid of the root. */
    public int root() {
        return root;
    }

    /** All tasks, parents before children. */
    public Collection<FrozenTask> tasks() {
        return List.copyOf(tasks.values());
    }

    /** The pids of all tasks, zombies included, the root first. */
    public List<Integer> pids() {
        return tasks.values().stream().map(FrozenTask::pid).toList();
    }

    /** The task with this pid. */
    public FrozenTask task(int pid) {
        return tasks.get(pid);
    }

    /** Ends the tree for good: it has been given away, or was dumped to be killed. Returns when all its pids are gone. */
    public void kill() throws IOException {
        open = false;
        AttachedSegments.goWith(tasks.keySet());
        UsedIpc.remove(tasks.keySet(), this::ipcWaits);
        for (FrozenTask task : tasks.values()) {
            Signal.sendIfAlive(task.pid(), Signals.SIGKILL);
        }
        awaitGone();
    }

    /** Which System V semaphores and message queues its threads wait for. */
    public Set<IpcWait> ipcWaits() throws IOException {
        Set<IpcWait> waits = new HashSet<>();
        for (FrozenTask task : tasks.values()) {
            for (FrozenThread thread : task.threads()) {
                thread.ipcWait(task.pid()).ifPresent(waits::add);
            }
        }
        return waits;
    }

    /**
     * Lets every task stop for good (SIGSTOP) as soon as nobody traces it any more: from now on neither {@link #close} nor our
     * death makes the tree run. Used from the moment when another host may run it.
     */
    public void keepStopped() throws IOException {
        for (FrozenTask task : tasks.values()) {
            Signal.sendIfAlive(task.pid(), Signals.SIGSTOP);
        }
    }

    /**
     * Takes {@link #keepStopped} back and lets the tree go on. SIGCONT removes a SIGSTOP that has not been delivered; a program
     * with a handler for SIGCONT sees it. What was in group-stop before we came stays in it.
     */
    public void letRun() throws IOException {
        for (FrozenTask task : tasks.values()) {
            if (!task.isZombie() && task.leader().stopSignal() == 0) {
                Signal.sendIfAlive(task.pid(), Signals.SIGCONT);
            }
        }
        close();
    }

    /** Lets the tree go on where it stood; twice is harmless. Threads that were in group-stop stay in it. */
    @Override
    public void close() throws IOException {
        if (!open) {
            return;
        }
        open = false;
        IOException failure = null;
        for (FrozenTask task : tasks.values()) {
            for (FrozenThread thread : task.threads()) {
                try {
                    thread.tracee().detach(0);
                } catch (ErrnoException e) {
                    // A program may end as soon as its first thread runs, and takes the others with it.
                    failure = e.is(Errno.ESRCH) ? failure : e;
                }
            }
        }
        if (failure != null) {
            throw new FreezeException("Part of the tree of process " + root + " could not be let go on", failure);
        }
    }

    private void awaitGone() throws IOException {
        long deadline = System.nanoTime() + GONE_LIMIT.toNanos();
        for (FrozenTask task : tasks.values()) {
            while (isThere(task)) {
                tasks.values().forEach(FrozenTree::reap);
                if (System.nanoTime() > deadline) {
                    throw new FreezeException("Process " + task.pid()
                            + " was killed and is still there; its parent does not" + " collect its exit status.");
                }
                LockSupport.parkNanos(200_000);
            }
        }
    }

    private static boolean isThere(FrozenTask task) {
        return isThere(task.pid());
    }

    private static boolean isThere(int pid) {
        return Files.exists(Path.of("/proc", Integer.toString(pid)));
    }

    /** As the tracer we get the end of every thread first; only then does the real parent. */
    private static void reap(FrozenTask task) {
        for (FrozenThread thread : task.threads()) {
            thread.tracee().reapIfEnded();
        }
    }
}
