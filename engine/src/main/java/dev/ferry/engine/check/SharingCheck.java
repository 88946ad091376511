package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.process.Kcmp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Processes that share what processes usually have for themselves, as clone(2) without CLONE_THREAD makes them. What they share with their
 * parents, but memory, can move. The kernel's order of its objects finds them by a sorted search, not by comparing every process with every other one.
 */
final class SharingCheck {
    private final String code;
    private final String what;
    /** Whether it moves if it is shared with the parent. */
    private final boolean withParent;

    private final Order order;
    private final List<ProcessRow> sorted = new ArrayList<>();
    private final Findings findings;

    /** Of what two processes have; negative, zero if it is the same, or positive. */
    private interface Order {
        int compare(int pidA, int pidB) throws ErrnoException;
    }

    private SharingCheck(String code, String what, boolean withParent, Order order, Findings findings) {
        this.code = code;
        this.withParent = withParent;
        this.what = what;
        this.order = order;
        this.findings = findings;
    }

    static void look(List<ProcessRow> tasks, Findings findings) throws ErrnoException {
        List<SharingCheck> checks = List.of(
                new SharingCheck("shared-memory", "its memory", false, Kcmp::orderOfMemory, findings),
                new SharingCheck("shared-files", "its descriptors", true, Kcmp::orderOfFiles, findings),
                new SharingCheck("shared-fs", "its working directory", true, Kcmp::orderOfFs, findings));
        for (SharingCheck check : checks) {
            for (ProcessRow task : tasks) {
                check.add(task);
            }
        }
    }

    private void add(ProcessRow task) throws ErrnoException {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            ProcessRow other = sorted.get(middle);
            try {
                int compared = order.compare(task.pid(), other.pid());
                if (compared == 0) {
                    if (!canBeMade(task)) {
                        shared(task, other);
                    }
                    return;
                }
                high = compared < 0 ? middle : high;
                low = compared < 0 ? low : middle + 1;
            } catch (ErrnoException e) {
                if (!e.is(Errno.ESRCH)) {
                    throw e;
                }
                if (!exists(task)) {
                    return;
                }
                sorted.remove(middle);
                high--;
            }
        }
        sorted.add(low, task);
    }

    /** What a process shares with its parent it can share again from its birth. */
    private boolean canBeMade(ProcessRow task) throws ErrnoException {
        return withParent && order.compare(task.pid(), task.ppid()) == 0;
    }

    private static boolean exists(ProcessRow task) {
        return Files.exists(Path.of("/proc", Integer.toString(task.pid())));
    }

    private void shared(ProcessRow task, ProcessRow other) {
        findings.blocker(
                code,
                TaskCheck.name(task),
                "shares " + what + " with " + TaskCheck.name(other) + ", which this version can not move",
                "move it when one of them has ended");
    }
}
