package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Comm;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.procfs.Timers;
import dev.ferry.linux.abi.Time;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** What a task is doing right now: traced, in the kernel, with timers. */
final class StateCheck implements TaskCheck {

    @Override
    public void check(ProcessRow task, Findings findings) throws IOException {
        tracer(task, findings);
        timers(task, findings);
        if (task.state() == 'D') {
            findings.warning(
                    "uninterruptible",
                    TaskCheck.name(task),
                    "waits in the kernel and may not let itself be frozen",
                    "try again if it does not");
        }
    }

    private static void tracer(ProcessRow task, Findings findings) throws IOException {
        int tracer = Status.read(task.pid()).tracerPid();
        if (tracer != 0) {
            findings.blocker(
                    "traced", TaskCheck.name(task), "is already traced by " + tracerName(tracer), "end that first");
        }
    }

    /** The kernel names the tracing thread. */
    private static String tracerName(int tid) {
        try {
            int pid = Status.read(tid).tgid();
            return "process " + pid + " (" + Comm.read(pid) + ")";
        } catch (IOException gone) {
            return "process " + tid;
        }
    }

    /** Whose CPU time a timer with the clock of "this thread" measures is only known if there is one thread. */
    private static void timers(ProcessRow task, Findings findings) throws IOException {
        try {
            boolean ofAThread =
                    Timers.read(task.pid()).stream().anyMatch(timer -> timer.clockId() == Time.OWN_THREAD_CPUTIME);
            if (ofAThread && ProcessTable.tasks(task.pid()).size() > 1) {
                findings.blocker(
                        "posix-timer",
                        TaskCheck.name(task),
                        "has several threads and a timer of timer_create(2) on the CPU time of one of them, "
                                + "which the kernel does not name",
                        "move it when it has deleted that timer");
            }
        } catch (NoSuchFileException notInThisKernel) {
            findings.warning(
                    "timers-unknown",
                    TaskCheck.name(task),
                    "may have POSIX timers, which this kernel does not show",
                    "use a kernel with CONFIG_CHECKPOINT_RESTORE");
        }
    }
}
