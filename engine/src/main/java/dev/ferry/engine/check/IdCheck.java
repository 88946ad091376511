package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** Whether the process and thread ids of the tree are free here. */
final class IdCheck {
    private static final Path PROC = Path.of("/proc");
    private static final String OURSELVES = "ferry itself";

    private IdCheck() {}

    static void look(TreeFacts facts, Findings findings) throws IOException {
        int limit = Integer.parseInt(KernelText.line("/proc/sys/kernel/pid_max"));
        Map<Integer, ProcessRow> groups = groups();
        for (int id : ids(facts)) {
            if (id >= limit) {
                findings.blocker(
                        "pid-limit",
                        "pid " + id,
                        "is too large for this host, whose pids end at " + limit,
                        "raise kernel.pid_max there");
            } else if (Files.exists(PROC.resolve(Integer.toString(id)))) {
                taken(id, "is taken by " + user(id), findings);
            } else if (groups.containsKey(id)) {
                taken(id, "is still the group or session of " + TaskCheck.name(groups.get(id)), findings);
            }
        }
    }

    private static void taken(int id, String cause, Findings findings) {
        boolean isTransient = cause.contains(OURSELVES);
        findings.blocker(
                "pid-taken",
                "pid " + id,
                cause + " on the destination",
                isTransient
                        ? "try again, ferry gets other pids then"
                        : "end that, or give the tree a pid namespace of its own there");
    }

    private static Set<Integer> ids(TreeFacts facts) {
        Set<Integer> ids = new LinkedHashSet<>();
        for (TaskFacts task : facts.getTasksList()) {
            ids.add(task.getPid());
            ids.addAll(task.getTidsList());
        }
        int rootGroup = facts.getTasks(0).getPgid();
        facts.getTasksList().stream()
                .map(TaskFacts::getPgid)
                .filter(group -> group > 1 && group != rootGroup)
                .forEach(ids::add);
        return ids;
    }

    /** Somebody by each group or session number; the kernel gives none of them to a new process. */
    private static Map<Integer, ProcessRow> groups() throws IOException {
        Map<Integer, ProcessRow> groups = new HashMap<>();
        for (ProcessRow process : ProcessTable.scan().processes()) {
            groups.putIfAbsent(process.pgrp(), process);
            groups.putIfAbsent(process.session(), process);
        }
        return groups;
    }

    /** A thread has a directory too, which only listing /proc does not show. */
    private static String user(int id) {
        try {
            Status status = Status.read(id);
            if (status.tgid() == ProcessHandle.current().pid()) {
                return OURSELVES;
            }
            return (status.tgid() == id ? "process " + id : "a thread of process " + status.tgid()) + " ("
                    + status.name() + ")";
        } catch (IOException gone) {
            return "a process that has just ended";
        }
    }
}
