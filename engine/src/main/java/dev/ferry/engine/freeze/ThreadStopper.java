package dev.ferry.engine.freeze;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.ptrace.Tracee;
import dev.ferry.linux.ptrace.WaitStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Stops the threads of one task, those included that it starts meanwhile. */
final class ThreadStopper {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final int pid;
    private final List<FrozenThread> threads;
    private final Set<Integer> stopped = new HashSet<>();

    ThreadStopper(int pid, List<FrozenThread> alreadyStopped) {
        this.pid = pid;
        this.threads = new ArrayList<>(alreadyStopped);
        threads.forEach(thread -> stopped.add(thread.tid()));
    }

    /** The stopped threads, the leader first. */
    List<FrozenThread> threads() {
        threads.sort(Comparator.comparing((FrozenThread thread) -> thread.tid() != pid)
                .thenComparing(FrozenThread::tid));
        return threads;
    }

    /** Stops every thread that is not stopped yet, until there is none; returns whether there was any. */
    boolean stopNewThreads() throws IOException {
        boolean somebodyNew = false;
        while (true) {
            List<Tracee> seized = seizeNewThreads();
            if (seized.isEmpty()) {
                return somebodyNew;
            }
            somebodyNew = true;
            for (Tracee tracee : seized) {
                awaitStop(tracee);
            }
        }
    }

    private List<Tracee> seizeNewThreads() throws IOException {
        List<Tracee> seized = new ArrayList<>();
        for (int tid : tids()) {
            if (!stopped.contains(tid) && !hasEnded(tid)) {
                Tracee tracee = seize(tid);
                if (tracee != null) {
                    tracee.interrupt();
                    seized.add(tracee);
                    stopped.add(tid);
                }
            }
        }
        return seized;
    }

    private List<Integer> tids() throws IOException {
        try {
            return ProcessTable.tasks(pid);
        } catch (NoSuchProcessException e) {
            return List.of();
        }
    }

    private boolean hasEnded(int tid) throws IOException {
        try {
            char state = Stat.read(pid, tid).state();
            return state == 'Z' || state == 'X';
        } catch (NoSuchProcessException e) {
            return true;
        }
    }

    private Tracee seize(int tid) throws IOException {
        try {
            return Tracee.seize(tid, 0);
        } catch (ErrnoException e) {
            if (e.is(Errno.ESRCH) || hasEnded(tid)) {
                return null;
            }
            throw new FreezeException(whyNot(e), e);
        }
    }

    private String whyNot(ErrnoException e) throws IOException {
        int tracer = Status.read(pid).tracerPid();
        if (tracer != 0) {
            return "Process " + pid + " is already traced by process " + tracer
                    + " (a debugger or strace?); end that first.";
        }
        return "Process " + pid + " may not be traced by this user ("
                + e.errno().symbol() + "); run ferry as root or as the owner of the process.";
    }

    /** Signals that come first are delivered as if we were not there; the stop that we asked for follows. */
    private void awaitStop(Tracee tracee) throws IOException {
        while (true) {
            WaitStatus status = tracee.awaitStop(STOP_LIMIT);
            if (status instanceof WaitStatus.Trapped) {
                InterruptedCall.rewind(pid, tracee);
                threads.add(new FrozenThread(tracee, 0));
                return;
            }
            if (status instanceof WaitStatus.GroupStopped stop) {
                // Being seized in group-stop is a stop of its own; the one that we asked for is still to come.
                RemoteSyscalls.park(tracee);
                threads.add(new FrozenThread(tracee, stop.signal()));
                return;
            }
            if (status instanceof WaitStatus.Exited || status instanceof WaitStatus.Killed) {
                return;
            }
            tracee.cont(status instanceof WaitStatus.Signalled signalled ? signalled.signal() : 0);
        }
    }
}
