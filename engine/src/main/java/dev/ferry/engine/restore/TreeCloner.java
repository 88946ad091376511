package dev.ferry.engine.restore;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Sched;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * First stage: makes every task with its pid out of its parent, and puts it into its session and process group. A child is in
 * the session that its parent is in at that moment, so a task that leads a session first makes the children that were born
 * before it did.
 */
final class TreeCloner {
    /** The session of the stub, which no task of the tree stays in. */
    private static final int BORN_OUTSIDE = 0;

    private static final Duration PID_LIMIT = Duration.ofSeconds(5);

    private final RestorePlan plan;
    private final Map<Integer, RestoringTask> tasks = new LinkedHashMap<>();

    TreeCloner(RestorePlan plan) {
        this.plan = plan;
    }

    /** Clones the whole tree out of {@code stub}; tasks that exist already can be asked for if this fails half-way. */
    void cloneFrom(RemoteSyscalls stub, Trampoline scratch) throws IOException {
        TaskPlan root = plan.root();
        makeTask(root, stub, scratch, BORN_OUTSIDE);
        for (RestoringTask task : tasks.values()) {
            joinGroup(task, true);
        }
        for (RestoringTask task : tasks.values()) {
            joinGroup(task, false);
        }
    }

    /** The tasks made so far, by pid, parents first. */
    Map<Integer, RestoringTask> tasks() {
        return tasks;
    }

    private void makeTask(TaskPlan task, RemoteSyscalls parent, Trampoline scratch, int bornSession)
            throws IOException {
        Tracee tracee = clone(task.pid(), parent, scratch, 0, Signals.SIGCHLD);
        RestoringTask made = RestoringTask.cloned(task, tracee, scratch.address());
        tasks.put(task.pid(), made);
        int session = bornSession;
        if (task.leadsSession()) {
            makeChildren(made, bornSession, true);
            made.leader().call("setsid", Nr.SETSID);
            session = task.pid();
        }
        makeChildren(made, session, false);
    }

    /** @param early whether to make the children that belong to the session their parent was born into */
    private void makeChildren(RestoringTask parent, int session, boolean early) throws IOException {
        for (TaskPlan child : plan.childrenOf(parent.pid())) {
            boolean bornEarly = parent.plan().leadsSession() && child.sid() != parent.pid() && !child.leadsSession();
            if (bornEarly != early) {
                continue;
            }
            if (child.sid() != session && !child.leadsSession()) {
                throw new RestoreException("Process " + child.pid() + " is in the session " + child.sid()
                        + ", which its parent was never in; such a tree can not be restored yet.");
            }
            makeTask(child, parent.leader(), parent.trampoline(), session);
        }
    }

    /** Makes a task or thread with the id {@code tid}; a pid may be busy for a moment until its last owner is reaped. */
    static Tracee clone(int tid, RemoteSyscalls parent, Trampoline scratch, long flags, int exitSignal)
            throws IOException {
        long deadline = System.nanoTime() + PID_LIMIT.toNanos();
        while (true) {
            try {
                return parent.clone3(scratch.place(cloneArgs(tid, scratch, flags, exitSignal)));
            } catch (ErrnoException e) {
                if (!e.is(Errno.EEXIST)) {
                    throw whyNot(tid, e);
                }
                if (System.nanoTime() > deadline) {
                    throw new RestoreException("The process id " + tid + " is taken on this host (" + ownerOf(tid)
                            + "); end that process or restore in a pid namespace of its own.");
                }
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    private static IOException whyNot(int tid, ErrnoException e) {
        if (e.is(Errno.EPERM)) {
            return new RestoreException(
                    "This user may not choose the process id " + tid
                            + "; restoring needs root, or CAP_CHECKPOINT_RESTORE (Linux 5.9).",
                    e);
        }
        return new RestoreException("The task " + tid + " could not be made: " + e.getMessage() + ".", e);
    }

    private static String ownerOf(int tid) {
        try {
            return dev.ferry.engine.procfs.Comm.read(tid).toString();
        } catch (IOException gone) {
            return "by a thread, a process group or a session";
        }
    }

    /** The tid stands right behind the structure. */
    private static ByteBuffer cloneArgs(int tid, Trampoline scratch, long flags, int exitSignal) {
        ByteBuffer args =
                ByteBuffer.allocate(Sched.CLONE_ARGS_SIZE + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        return args.putLong(Sched.CLONE_ARGS_FLAGS, flags)
                .putLong(Sched.CLONE_ARGS_EXIT_SIGNAL, exitSignal)
                .putLong(Sched.CLONE_ARGS_SET_TID, scratch.placeAddress() + Sched.CLONE_ARGS_SIZE)
                .putLong(Sched.CLONE_ARGS_SET_TID_SIZE, 1)
                .putInt(Sched.CLONE_ARGS_SIZE, tid);
    }

    private static void joinGroup(RestoringTask task, boolean leaders) throws IOException {
        TaskPlan plan = task.plan();
        boolean leads = plan.pgid() == plan.pid();
        if (leads == leaders && !plan.leadsSession()) {
            task.leader().call("setpgid(" + plan.pgid() + ")", Nr.SETPGID, 0, plan.pgid());
        }
    }
}
