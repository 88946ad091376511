package dev.ferry.engine.check;

import dev.ferry.engine.pidns.PidNamespace;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.Status;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.util.List;

/** A tree in a pid namespace of its own. From outside little can be told; the engine that goes in to it asks the rest. */
final class OtherPidsCheck {
    private OtherPidsCheck() {}

    /** Whether it is such a tree, with what speaks against going to it. */
    static boolean isOther(ProcessRow root, Findings findings) throws IOException {
        if (!PidNamespace.isToBeEntered(root.pid())) {
            return false;
        }
        List<Integer> pids = Status.read(root.pid()).nsPid();
        if (!pids.isEmpty() && pids.get(pids.size() - 1) == 1) {
            findings.blocker(
                    "namespace-init",
                    TaskCheck.name(root),
                    "is the first process of a pid namespace, with which that would end",
                    "choose one of its children");
        } else if (FileStat.of("/proc/self").uid() != 0) {
            findings.blocker(
                    "pid-namespace",
                    TaskCheck.name(root),
                    "is in a pid namespace of its own, which only root can go into",
                    "start ferry with sudo");
        }
        return true;
    }
}
