package dev.ferry.engine.check;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.resource.DescriptorHolders;
import dev.ferry.engine.resource.SeccompListenerKind;
import dev.ferry.linux.abi.Seccomp;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Filters of seccomp(2) that ask somebody outside of the tree (SECCOMP_RET_USER_NOTIF) can not move. Which filters a task has only its
 * stopped threads tell (PTRACE_SECCOMP_GET_FILTER), and nothing says whose filter a listener belongs to. What can be seen of a running
 * tree is that it has filters, and that somebody listens to some.
 */
final class SeccompListenerCheck {
    private SeccompListenerCheck() {}

    static void look(List<ProcessRow> tasks, DescriptorHolders holders, Findings findings) throws IOException {
        List<Integer> pids = tasks.stream().map(ProcessRow::pid).toList();
        for (ProcessRow task : tasks) {
            if (isFiltered(task)) {
                Optional<String> listener = holders.outside(pids, SeccompListenerKind.LINK);
                listener.ifPresent(holder -> findings.warning(
                        "seccomp-listener",
                        TaskCheck.name(task),
                        "has filters of seccomp, and if " + holder
                                + " decides about some of its system calls, it can not move, which only shows "
                                + "when it is stopped for the move",
                        "start it without that sandbox if the move fails for it"));
                return;
            }
        }
    }

    private static boolean isFiltered(ProcessRow task) throws IOException {
        try {
            return Status.read(task.pid()).seccomp().orElse(0) == Seccomp.MODE_FILTER;
        } catch (NoSuchProcessException gone) {
            return false;
        }
    }
}
