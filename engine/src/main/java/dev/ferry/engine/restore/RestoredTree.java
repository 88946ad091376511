package dev.ferry.engine.restore;

import dev.ferry.engine.carry.FilePlacer;
import dev.ferry.engine.resource.RestoreContext.Awakening;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tree that is complete and stopped. {@link #resume} lets it run, and from then on it is nobody's but its own;
 * {@link #close} without that ends it and removes the files that came with it.
 */
public final class RestoredTree implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RestoredTree.class);

    private final List<RestoringTask> tasks;
    private final FilePlacer files;
    private final List<Awakening> awakenings;
    private final long memoryBytes;
    private boolean ours = true;

    RestoredTree(Collection<RestoringTask> tasks, FilePlacer files, List<Awakening> awakenings, long memoryBytes) {
        this.awakenings = awakenings;
        this.tasks = List.copyOf(tasks);
        this.files = files;
        this.memoryBytes = memoryBytes;
    }

    /** The pid of the root. */
    public int root() {
        return tasks.get(0).pid();
    }

    /** All pids, parents first. */
    public List<Integer> pids() {
        return tasks.stream().map(RestoringTask::pid).toList();
    }

    /** Content of its pages. */
    public long memoryBytes() {
        return memoryBytes;
    }

    /**
     * Lets every task run. First nobody is killed by our death any more, then all go: so whatever happens to us in between, no
     * part of the tree is lost.
     */
    public void resume() throws IOException {
        release(false);
    }

    /** Lets go of every task but leaves it stopped, as by SIGSTOP. */
    public void leaveStopped() throws IOException {
        release(true);
    }

    private void release(boolean stopped) throws IOException {
        files.willStay();
        for (Awakening awakening : awakenings) {
            awakening.awake();
        }
        for (RestoringTask task : tasks) {
            if (!task.plan().isZombie()) {
                if (stopped || task.plan().isStopped()) {
                    Signal.send(task.pid(), Signals.SIGSTOP);
                }
                for (RemoteSyscalls thread : task.threads().values()) {
                    thread.tracee().setOptions(0);
                }
            }
        }
        ours = false;
        for (RestoringTask task : tasks) {
            if (!task.plan().isZombie()) {
                for (RemoteSyscalls thread : task.threads().values()) {
                    letGo(thread.tracee());
                }
            }
        }
        keepFiles();
    }

    /** From here on the tree runs, and nothing that goes wrong may be taken for its not running. */
    private static void letGo(Tracee tracee) {
        try {
            tracee.detach(0);
        } catch (ErrnoException e) {
            // A program may end as soon as its first thread runs, and takes the others with it.
            if (!e.is(Errno.ESRCH)) {
                LOG.error("Thread {} could not be let go", tracee.tid(), e);
            }
        }
    }

    private void keepFiles() {
        try {
            files.keep();
        } catch (IOException e) {
            LOG.warn("Files that were replaced are still there beside the new ones", e);
        }
    }

    /** Ends the tree unless it has been let go; twice is harmless. */
    @Override
    public void close() throws IOException {
        if (ours) {
            ours = false;
            kill(tasks);
        }
        tasks.forEach(RestoringTask::close);
        awakenings.forEach(Awakening::close);
        files.close();
    }

    /** Kills tasks that may be half made. */
    static void kill(Collection<RestoringTask> tasks) throws IOException {
        for (RestoringTask task : tasks) {
            Signal.sendIfAlive(task.pid(), Signals.SIGKILL);
        }
        for (RestoringTask task : tasks) {
            // The leader last: its end is only told when no other thread is left.
            List<RemoteSyscalls> threads = new ArrayList<>(task.threads().values());
            Collections.reverse(threads);
            threads.forEach(thread -> reap(thread.tracee()));
        }
    }

    private static void reap(Tracee tracee) {
        try {
            tracee.awaitStop(Duration.ofSeconds(2));
        } catch (IOException alreadyGone) {
            // Its end was taken with that of its leader.
        }
    }
}
