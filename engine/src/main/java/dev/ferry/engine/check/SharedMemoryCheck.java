package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Memory that the tree shares with somebody who stays behind: anonymous, of memfd_create(2), or POSIX shared memory. The two would
 * go on without seeing each other's writes. Others are only looked at if the tree has such memory.
 */
final class SharedMemoryCheck {
    private static final String MEMFD = "/memfd:";
    private static final String POSIX = "/dev/shm/";

    private final Findings findings;
    /** What the tree has, as a message names it, by device and inode. */
    private final Map<String, String> ours = new LinkedHashMap<>();

    private SharedMemoryCheck(Findings findings) {
        this.findings = findings;
    }

    /** @param tasks those of {@code members} that may be looked at */
    static void look(TreeMembers members, List<ProcessRow> tasks, Findings findings) throws IOException {
        SharedMemoryCheck check = new SharedMemoryCheck(findings);
        for (ProcessRow task : tasks) {
            memories(task).forEach(check.ours::putIfAbsent);
        }
        if (!check.ours.isEmpty()) {
            check.lookAtOthers(members);
        }
    }

    private void lookAtOthers(TreeMembers members) throws IOException {
        ProcessTable table = ProcessTable.scan();
        Set<Integer> inside =
                members.tasks().stream().map(ProcessRow::pid).collect(Collectors.toCollection(HashSet::new));
        for (int pid : Set.copyOf(inside)) {
            table.descendants(pid).forEach(child -> inside.add(child.pid()));
        }
        for (ProcessRow other : table.processes()) {
            if (!inside.contains(other.pid())
                    && other.pid() != ProcessHandle.current().pid()) {
                memories(other).keySet().forEach(memory -> shared(memory, other));
            }
        }
    }

    private void shared(String memory, ProcessRow other) {
        // Once for each memory.
        String name = ours.remove(memory);
        if (name != null) {
            findings.blocker(
                    "shared-outside",
                    name,
                    "is shared with " + TaskCheck.name(other) + ", which stays behind",
                    "move a tree that has both of them, or end that one first");
        }
    }

    /** What a process shares, by device and inode; nothing if it is gone or not ours to look at. */
    private static Map<String, String> memories(ProcessRow task) throws IOException {
        Map<String, String> memories = new LinkedHashMap<>();
        try {
            for (Mapping mapping : Maps.read(task.pid())) {
                if (isMemory(mapping)) {
                    String key = mapping.devMajor() + ":" + mapping.devMinor() + "/" + mapping.inode();
                    memories.putIfAbsent(key, MappingCheck.name(task, mapping));
                }
            }
            for (OpenDescriptor open : Fds.read(task.pid())) {
                if (open.link().startsWith(MEMFD)) {
                    String name = "fd " + open.fd() + " of process " + task.pid() + " (" + open.link() + ")";
                    key(task, open).ifPresent(key -> memories.putIfAbsent(key, name));
                }
            }
        } catch (IOException goneOrForbidden) {
            return memories;
        }
        return memories;
    }

    private static boolean isMemory(Mapping mapping) {
        boolean isPosix = mapping.shared() && mapping.path().startsWith(POSIX);
        boolean isHuge = mapping.shared() && mapping.isHugeAnonymous();
        return mapping.isSharedAnonymous() || isHuge || mapping.path().startsWith(MEMFD) || isPosix;
    }

    private static Optional<String> key(ProcessRow task, OpenDescriptor open) throws IOException {
        try {
            FileStat stat = FileStat.of("/proc/" + task.pid() + "/fd/" + open.fd());
            return Optional.of(stat.device().major() + ":" + stat.device().minor() + "/" + stat.inode());
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOENT)) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
