package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.process.Kcmp;
import java.util.List;

/** Processes that share what processes usually have for themselves, as clone(2) without CLONE_THREAD makes them. */
final class SharingCheck {
    private SharingCheck() {}

    static void look(List<ProcessRow> tasks, Findings findings) throws ErrnoException {
        for (int i = 0; i < tasks.size(); i++) {
            for (ProcessRow other : tasks.subList(i + 1, tasks.size())) {
                compare(tasks.get(i), other, findings);
            }
        }
    }

    private static void compare(ProcessRow a, ProcessRow b, Findings findings) throws ErrnoException {
        try {
            report(Kcmp.sameMemory(a.pid(), b.pid()), "shared-memory", "its memory", a, b, findings);
            report(Kcmp.sameFiles(a.pid(), b.pid()), "shared-files", "its descriptors", a, b, findings);
            report(Kcmp.sameFs(a.pid(), b.pid()), "shared-fs", "its working directory", a, b, findings);
        } catch (ErrnoException e) {
            if (!e.is(Errno.ESRCH)) {
                throw e;
            }
        }
    }

    private static void report(
            boolean shared, String code, String what, ProcessRow a, ProcessRow b, Findings findings) {
        if (shared) {
            findings.blocker(
                    code,
                    TaskCheck.name(b),
                    "shares " + what + " with " + TaskCheck.name(a) + ", which this version can not move",
                    "");
        }
    }
}
