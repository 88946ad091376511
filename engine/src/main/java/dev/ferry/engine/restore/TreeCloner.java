package dev.ferry.engine.restore;

import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.precopy.TreeShape.Member;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * First stage: makes every task with its pid out of its parent, and puts it into its session. A child is in
 * the session that its parent is in at that moment, so a task that leads a session first makes the children that were born
 * before it did. A session gets its controlling terminal before the rest of it is born, for that is the only way to have it.
 */
final class TreeCloner {
    /** The session of the stub, which no task of the tree stays in. */
    private static final int BORN_OUTSIDE = 0;

    private static final Duration PID_LIMIT = Duration.ofSeconds(5);

    private final Map<Integer, List<Member>> children;
    private final Map<Integer, RestoringTask> tasks;
    private final Terminals terminals;
    private final boolean withZombies;

    /**
     * @param shape the tree that there is to be
     * @param tasks those that exist, which stay as they are; gets the others, parents first
     */
    TreeCloner(TreeShape shape, Map<Integer, RestoringTask> tasks, Terminals terminals, boolean withZombies) {
        this.children = shape.children();
        this.tasks = tasks;
        this.terminals = terminals;
        this.withZombies = withZombies;
    }

    /** Clones the tasks that do not exist, the root out of {@code stub}. */
    void cloneMissing(RemoteSyscalls stub, Trampoline scratch) throws IOException {
        for (Member root : children.getOrDefault(0, List.of())) {
            visit(root, stub, scratch, new ScratchSite(scratch.address()), BORN_OUTSIDE);
        }
    }

    private void visit(Member member, RemoteSyscalls parent, Trampoline scratch, ScratchSite site, int bornSession)
            throws IOException {
        RestoringTask known = tasks.get(member.pid());
        if (known != null) {
            visitChildren(member, known, member.sid(), child -> true);
            return;
        }
        Tracee tracee = clone(member.pid(), parent, scratch, member.sharing(), Signals.SIGCHLD);
        RestoringTask made = RestoringTask.cloned(member.pid(), tracee, site);
        tasks.put(member.pid(), made);
        if (member.ppid() == 0) {
            EmptyMemory.leave(made);
        }
        if (!member.leadsSession()) {
            visitChildren(member, made, bornSession, child -> true);
            return;
        }
        visitChildren(member, made, bornSession, child -> isBornBefore(child, member));
        made.leader().call("setsid", Nr.SETSID);
        if (member.hasTerminal()) {
            terminals.control(made, member.terminal());
        }
        visitChildren(member, made, member.pid(), child -> !isBornBefore(child, member));
    }

    /** Whether a child was born before its parent became the leader of its session. */
    private static boolean isBornBefore(Member child, Member leader) {
        return child.sid() != leader.pid() && !child.leadsSession();
    }

    private void visitChildren(Member parent, RestoringTask task, int session, Predicate<Member> which)
            throws IOException {
        for (Member child : children.getOrDefault(parent.pid(), List.of())) {
            boolean missing = !tasks.containsKey(child.pid());
            if (!which.test(child) || (child.zombie() && !withZombies)) {
                continue;
            }
            if (missing && child.sid() != session && !child.leadsSession()) {
                throw new RestoreException("Process " + child.pid() + " is in the session " + child.sid()
                        + ", which its parent was never in; such a tree can not be restored yet.");
            }
            visit(child, task.leader(), task.trampoline(), task.site(), session);
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
                            + "); end that process, or restore with --pid-namespace.");
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
}
