package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /proc/PID/task/TID/children}: the children that a thread has, see proc_tid_children(5). Much cheaper than a look at all
 * processes, but reliable only once the processes are stopped. Not every kernel has it (CONFIG_PROC_CHILDREN).
 */
public final class Children {
    private static final String FILE = "children";
    private static final int LOOKS = 1000;

    private Children() {}

    /** A process, its children, their children and so on, every parent before its children; empty if this kernel lists none. */
    public static Optional<List<Integer>> family(int root) throws IOException {
        if (Files.notExists(Path.of("/proc/self/task/" + ProcessHandle.current().pid(), FILE))) {
            return Optional.empty();
        }
        List<Integer> family = new ArrayList<>(List.of(root));
        // A pid used again meanwhile can close a circle.
        Set<Integer> seen = new HashSet<>(family);
        for (int i = 0; i < family.size(); i++) {
            for (int child : of(family.get(i))) {
                if (seen.add(child)) {
                    family.add(child);
                }
            }
        }
        return Optional.of(family);
    }

    /**
     * The children of all threads of a process; none if it has gone. The children of a thread that ends go to another one, which
     * may have been read already: then all are read again.
     */
    private static List<Integer> of(int pid) throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            try {
                return look(pid);
            } catch (NoSuchProcessException threadOrProcess) {
                if (Files.notExists(Path.of("/proc", Integer.toString(pid)))) {
                    return List.of();
                }
            }
        }
        throw new IOException("The threads of process " + pid + " end faster than they can be looked at; try again.");
    }

    private static List<Integer> look(int pid) throws IOException {
        List<Integer> children = new ArrayList<>();
        for (int tid : ProcessTable.tasks(pid)) {
            children.addAll(ProcFile.of(pid, tid, FILE).text(Children::parse));
        }
        return children;
    }

    /** Pids, each followed by a blank. */
    static List<Integer> parse(String text) throws ProcfsException {
        List<Integer> pids = new ArrayList<>();
        for (String pid : text.strip().split(" ", -1)) {
            if (Digits.isDecimal(pid)) {
                pids.add(Integer.valueOf(pid));
            } else if (!pid.isEmpty()) {
                throw new ProcfsException(FILE, 1, "'" + pid + "' is no pid");
            }
        }
        return pids;
    }
}
