package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.process.Kcmp;
import java.io.IOException;

/** What single threads of a task have for themselves: seccomp filters, descriptors, working directories. */
final class ThreadCheck implements TaskCheck {
    private static final String NOT_MOVABLE = ", which this version can not move";
    private static final String REMEDY = "move the program when that thread has ended";

    @Override
    public void check(ProcessRow task, Findings findings) throws IOException {
        seccomp(task, findings);
        for (int tid : ProcessTable.tasks(task.pid())) {
            if (tid != task.pid()) {
                ownTables(task, tid, findings);
            }
        }
    }

    /**
     * One finding for the process: a filter that every thread has is one reason, not thirty. To read filters, and to suspend them
     * while we are at work, takes CAP_SYS_ADMIN and not to be restricted oneself.
     */
    private static void seccomp(ProcessRow task, Findings findings) throws IOException {
        for (int tid : ProcessTable.tasks(task.pid())) {
            if (Status.read(task.pid(), tid).seccomp().orElse(0) != 0) {
                if (!maySuspend()) {
                    findings.blocker(
                            "seccomp",
                            TaskCheck.name(task),
                            "is restricted by seccomp (thread " + tid + "), which takes CAP_SYS_ADMIN to move",
                            "run ferry as root, or the program without its sandbox");
                }
                return;
            }
        }
    }

    private static boolean maySuspend() throws IOException {
        Status own = Status.read(Math.toIntExact(ProcessHandle.current().pid()));
        boolean isAdmin = Capability.CAP_SYS_ADMIN.isIn(own.capEff());
        return isAdmin && own.seccomp().orElse(0) == 0;
    }

    private static void ownTables(ProcessRow task, int tid, Findings findings) throws IOException {
        String thread = "thread " + tid + " of " + TaskCheck.name(task);
        try {
            if (!Kcmp.sameFiles(task.pid(), tid)) {
                findings.blocker("own-files", thread, "has descriptors of its own" + NOT_MOVABLE, REMEDY);
            }
            if (!Kcmp.sameFs(task.pid(), tid)) {
                findings.blocker("own-fs", thread, "has a working directory of its own" + NOT_MOVABLE, REMEDY);
            }
        } catch (ErrnoException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }
}
