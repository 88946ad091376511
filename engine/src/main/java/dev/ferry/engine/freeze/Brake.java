package dev.ferry.engine.freeze;

import dev.ferry.engine.procfs.Children;
import dev.ferry.engine.procfs.CurrentCall;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.ptrace.Tracee;
import dev.ferry.linux.ptrace.WaitStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Stops the threads of a running tree that are at work, for moments, so that it gets less done. Threads that wait are left alone:
 * they do nothing, and the time-out of many calls would start over. All methods belong to the tracer thread. Should this process
 * die, the kernel lets everything go on.
 */
public final class Brake implements AutoCloseable {
    /** Calls that keep their end when they are interrupted; what waits in them is about to work again. */
    private static final Set<Long> KEEP_THEIR_END = Set.of(Nr.NANOSLEEP, Nr.CLOCK_NANOSLEEP, Nr.RESTART_SYSCALL);

    private static final Duration STOP_LIMIT = Duration.ofMillis(3);
    private static final Duration LAST_LIMIT = Duration.ofSeconds(5);
    private static final long PAUSE_NANOS = 20_000;

    private final int root;
    private final Map<Integer, Tracee> stopped = new HashMap<>();
    /** Asked to stop, and not seen to have done so: a thread that waits for its vfork(2) stops when it pleases. */
    private final Map<Integer, Owned> asked = new HashMap<>();

    /** A thread and its process. */
    private record Owned(int pid, Tracee tracee) {}

    /** A brake on the tree below and including {@code root}. */
    public Brake(int root) {
        this.root = root;
    }

    /** Stops every thread that is at work now; may be asked again before {@link #release}, for those that have woken up. */
    public void press() throws IOException {
        for (int pid : Children.family(root).orElseGet(() -> List.of(root))) {
            press(pid);
        }
        settle(STOP_LIMIT);
    }

    private void press(int pid) throws IOException {
        try {
            for (int tid : ProcessTable.tasks(pid)) {
                if (!stopped.containsKey(tid) && !asked.containsKey(tid) && isAtWork(pid, tid)) {
                    ask(pid, tid);
                }
            }
        } catch (NoSuchProcessException gone) {
            return;
        }
    }

    /** A traced one may be ours: a thread that executes another program gets the id of its process. */
    private static boolean isAtWork(int pid, int tid) throws IOException {
        try {
            char state = Stat.read(pid, tid).state();
            return state == 'R' || state == 't' || (state == 'S' && isAboutToWork(pid, tid));
        } catch (NoSuchProcessException gone) {
            return false;
        }
    }

    private static boolean isAboutToWork(int pid, int tid) throws IOException {
        OptionalLong call = CurrentCall.read(pid, tid);
        return call.isPresent() && KEEP_THEIR_END.contains(call.getAsLong());
    }

    private void ask(int pid, int tid) throws IOException {
        try {
            Tracee tracee = Tracee.seize(tid, 0);
            asked.put(tid, new Owned(pid, tracee));
            tracee.interrupt();
        } catch (ErrnoException goneOrTraced) {
            if (goneOrTraced.is(Errno.EPERM)
                    && Status.read(pid, tid).tracerPid()
                            == ProcessHandle.current().pid()) {
                asked.put(tid, new Owned(pid, Tracee.attachedByKernel(tid)));
            }
        }
    }

    /** Waits until all stand that were asked to, but not for longer than this. */
    private void settle(Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            for (Map.Entry<Integer, Owned> thread : List.copyOf(asked.entrySet())) {
                settle(thread.getKey(), thread.getValue());
            }
            if (asked.isEmpty() || System.nanoTime() - deadline > 0) {
                return;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private void settle(int tid, Owned thread) throws IOException {
        try {
            var news = thread.tracee().news();
            if (news.isPresent() && isOver(thread, news.get())) {
                asked.remove(tid);
            }
        } catch (ErrnoException gone) {
            asked.remove(tid);
        }
    }

    /** Whether it stands now, or has ended. */
    private boolean isOver(Owned thread, WaitStatus status) throws IOException {
        Tracee tracee = thread.tracee();
        if (status instanceof WaitStatus.Exited || status instanceof WaitStatus.Killed) {
            return true;
        }
        if (status instanceof WaitStatus.Trapped) {
            InterruptedCall.rewind(thread.pid(), tracee);
        } else if (status instanceof WaitStatus.GroupStopped) {
            RemoteSyscalls.park(tracee);
        } else {
            tracee.cont(status instanceof WaitStatus.Signalled signalled ? signalled.signal() : 0);
            return false;
        }
        stopped.put(tracee.tid(), tracee);
        return true;
    }

    /** Lets everything go on. */
    public void release() throws IOException {
        settle(Duration.ZERO);
        for (Iterator<Tracee> each = stopped.values().iterator(); each.hasNext(); each.remove()) {
            Tracee tracee = each.next();
            try {
                tracee.detach(0);
            } catch (ErrnoException ended) {
                // Its real parent hears of its end only after us.
                tracee.reapIfEnded();
            }
        }
    }

    /** Lets everything go on, and waits a while for those that have not stopped yet: nobody is traced by us any more then. */
    @Override
    public void close() throws IOException {
        settle(LAST_LIMIT);
        release();
    }
}
