package dev.ferry.engine.check;

import dev.ferry.engine.ipc.IpcRefusal;
import dev.ferry.engine.ipc.IpcUse;
import dev.ferry.engine.ipc.IpcWait;
import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.SysvObject;
import dev.ferry.engine.procfs.SysvShm;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * System V IPC that the tree uses. Attached shared memory moves if nobody else is attached. Semaphores and queues leave no trace in a
 * process ({@link IpcUse}); they move if what can be seen says that they are the tree's alone.
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
        check.lookAtUsed(tasks);
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

    private void lookAtUsed(List<ProcessRow> tasks) throws IOException {
        List<Integer> accessible = tasks.stream().map(ProcessRow::pid).toList();
        IpcUse use = IpcUse.of(pids, () -> IpcWait.ofRunning(accessible));
        IpcRefusal.of(use, accessible).forEach(this::refused);
        use.sets().forEach(used -> warnOfUnseen(used.set()));
        use.queues().forEach(used -> warnOfUnseen(used.queue()));
    }

    private void refused(IpcRefusal refusal) {
        switch (refusal.reason()) {
            case SEMAPHORES_OUTSIDE -> blocker("sysv-sem-outside", refusal);
            case SEMAPHORES_UNDO -> blocker("sysv-sem-undo", refusal);
            case SEMAPHORES_UNREADABLE -> blocker("sysv-sem", refusal);
            case QUEUE_OUTSIDE -> blocker("sysv-msg-outside", refusal);
            case QUEUE_UNREADABLE -> blocker("sysv-msg", refusal);
        }
    }

    private void blocker(String code, IpcRefusal refusal) {
        findings.blocker(code, refusal.object(), refusal.cause(), refusal.remedy());
    }

    /** Without a key nobody finds it who was not told its number. */
    private void warnOfUnseen(SysvObject object) {
        if (object.key() != 0) {
            findings.warning(
                    "sysv-unseen",
                    object.name(),
                    "moves with the program; whether somebody who stays behind uses it too can not be seen",
                    "make sure that only this program does");
        }
    }
}
