package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All processes of /proc, from one scan that reads one file per process. The scan is not atomic: a process may have been
 * born, gone or re-parented meanwhile. Children come from the parents' pids, as not every kernel lists children.
 */
public final class ProcessTable {
    private static final Path PROC = Path.of("/proc");

    private final Map<Integer, ProcessRow> rows = new TreeMap<>();
    private final Map<Integer, List<ProcessRow>> children = new TreeMap<>();

    private ProcessTable(Collection<ProcessRow> rows) {
        rows.forEach(row -> this.rows.put(row.pid(), row));
        this.rows
                .values()
                .forEach(row -> children.computeIfAbsent(row.ppid(), pid -> new ArrayList<>())
                        .add(row));
    }

    /** What somebody has seen in a scan of his own. */
    public static ProcessTable of(Collection<ProcessRow> rows) {
        return new ProcessTable(rows);
    }

    /** Looks at all processes now; those that go meanwhile are left out. */
    public static ProcessTable scan() throws IOException {
        List<ProcessRow> rows = new ArrayList<>();
        for (int pid : ProcFile.numbersIn(PROC)) {
            row(pid).ifPresent(rows::add);
        }
        return new ProcessTable(rows);
    }

    /** The threads of a process, ascending. */
    public static List<Integer> tasks(int pid) throws IOException {
        return List.copyOf(ProcFile.of(pid, "task").numbers());
    }

    /** All processes by ascending pid. */
    public Collection<ProcessRow> processes() {
        return Collections.unmodifiableCollection(rows.values());
    }

    public Optional<ProcessRow> find(int pid) {
        return Optional.ofNullable(rows.get(pid));
    }

    /** By ascending pid. */
    public List<ProcessRow> children(int pid) {
        return List.copyOf(children.getOrDefault(pid, List.of()));
    }

    /** Children, their children and so on without the process itself, every parent before its children. */
    public List<ProcessRow> descendants(int pid) {
        List<ProcessRow> found = new ArrayList<>();
        Set<Integer> seen = new HashSet<>(Set.of(pid));
        Deque<Integer> open = new ArrayDeque<>(List.of(pid));
        while (!open.isEmpty()) {
            for (ProcessRow child : children.getOrDefault(open.remove(), List.of())) {
                // A pid used again during the scan can close a circle.
                if (seen.add(child.pid())) {
                    found.add(child);
                    open.add(child.pid());
                }
            }
        }
        return List.copyOf(found);
    }

    private static Optional<ProcessRow> row(int pid) throws IOException {
        ProcFile stat = ProcFile.of(pid, "stat");
        try {
            int uid = stat.alive(() -> (Integer) Files.getAttribute(stat.owner(), "unix:uid"));
            return Optional.of(stat.text(text -> row(Stat.Fields.of(text), uid)));
        } catch (NoSuchProcessException gone) {
            return Optional.empty();
        }
    }

    private static ProcessRow row(Stat.Fields stat, int uid) throws ProcfsException {
        return new ProcessRow(
                stat.pid(),
                stat.signedInt(4, "ppid"),
                stat.state(),
                stat.comm(),
                uid,
                stat.signedInt(6, "session"),
                stat.signedInt(5, "pgrp"),
                stat.unsigned(22, "starttime"));
    }
}
