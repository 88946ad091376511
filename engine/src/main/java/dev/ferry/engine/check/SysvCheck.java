package dev.ferry.engine.check;

import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.engine.procfs.SysvShm;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.ipc.SemaphoreSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * System V IPC that the tree uses. Attached shared memory moves if nobody else is attached. Everything else leaves no trace in a
 * process; that it belongs to the tree is concluded from who used it last, and it is refused, for what it would lack on the other
 * side can not be known: whether operations on semaphores are to be undone (SEM_UNDO), and who else uses a queue.
 */
final class SysvCheck {
    private final Findings findings;
    private final Set<Integer> pids;
    private final List<Mapping> mappings = new ArrayList<>();

    private SysvCheck(Set<Integer> pids, Findings findings) {
        this.pids = pids;
        this.findings = findings;
    }

    /** @param tasks those of {@code members} that may be looked at */
    static void look(TreeMembers members, List<ProcessRow> tasks, Findings findings) throws IOException {
        SysvCheck check =
                new SysvCheck(members.tasks().stream().map(ProcessRow::pid).collect(Collectors.toSet()), findings);
        for (ProcessRow task : tasks) {
            check.mappings.addAll(attached(task));
        }
        for (SysvShm segment : SysvShm.read()) {
            check.look(segment);
        }
        for (SysvSemaphores set : SysvSemaphores.read()) {
            check.look(set);
        }
        for (SysvQueue queue : SysvQueue.read()) {
            check.look(queue);
        }
    }

    /** Nothing of a task that is gone or not ours to look at. */
    private static List<Mapping> attached(ProcessRow task) {
        try {
            return Maps.read(task.pid()).stream().filter(Mapping::isSysvShm).toList();
        } catch (IOException goneOrForbidden) {
            return List.of();
        }
    }

    private void look(SysvShm segment) throws IOException {
        long ours = SysvSegments.attachments(segment.id(), mappings);
        if (ours > 0 && segment.attachments() > ours) {
            findings.blocker(
                    "sysv-shm-outside",
                    segment.name(),
                    "is attached by " + outsider(segment.id()) + ", which stays behind",
                    "move a tree that has both of them, or end that one first");
        } else if (segment.attachments() == 0 && pids.contains(segment.cpid())) {
            findings.blocker(
                    "sysv-shm-detached",
                    segment.name(),
                    "was made by process " + segment.cpid() + " and nobody is attached to it, which this version can "
                            + "not move",
                    "move the program when it is attached, or remove it with ipcrm -m " + segment.id());
        }
    }

    private String outsider(int id) throws IOException {
        Set<Integer> inside = new HashSet<>(pids);
        ProcessTable table = ProcessTable.scan();
        for (int pid : pids) {
            table.descendants(pid).forEach(child -> inside.add(child.pid()));
        }
        return table.processes().stream()
                .filter(other -> !inside.contains(other.pid()) && SysvSegments.attachments(id, attached(other)) > 0)
                .findFirst()
                .map(TaskCheck::name)
                .orElse("somebody who can not be seen from here");
    }

    private void look(SysvSemaphores set) {
        for (int index = 0; index < set.count(); index++) {
            int user = lastUser(set, index);
            if (pids.contains(user)) {
                findings.blocker(
                        "sysv-sem",
                        "System V semaphores " + set.id() + key(set.key()),
                        "were used by process " + user
                                + ", and whether that is to be undone when it ends (SEM_UNDO) can "
                                + "not be known, so this version can not move them",
                        "move the program when it has removed them, or remove them with ipcrm -s " + set.id());
                return;
            }
        }
    }

    /** Nobody, if we may not ask or the set has just gone. */
    private static int lastUser(SysvSemaphores set, int index) {
        try {
            return new SemaphoreSet(set.id()).lastPid(index);
        } catch (ErrnoException goneOrForbidden) {
            return 0;
        }
    }

    private void look(SysvQueue queue) {
        if (pids.contains(queue.lspid()) || pids.contains(queue.lrpid())) {
            int user = pids.contains(queue.lspid()) ? queue.lspid() : queue.lrpid();
            findings.blocker(
                    "sysv-msg",
                    "System V message queue " + queue.id() + key(queue.key()),
                    "was used by process " + user + ", which this version can not move",
                    "move the program when it has removed it, or remove it with ipcrm -q " + queue.id());
        }
    }

    private static String key(int key) {
        return key == 0 ? "" : " (key 0x" + Integer.toHexString(key) + ")";
    }
}
