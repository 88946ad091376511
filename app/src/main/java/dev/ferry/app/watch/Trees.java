package dev.ferry.app.watch;

import java.util.HashMap;
import java.util.Map;

/**
 * Which tree each process is in. A tree is what somebody started as a whole: a process that leads its own process group, with all its
 * descendants; so a job of a shell is a tree inside the shell's.
 */
final class Trees {
    private static final int INIT = 1;

    private final ProcessScan scan;
    private final int self = (int) ProcessHandle.current().pid();
    private final Map<Integer, Integer> found = new HashMap<>();

    private Trees(ProcessScan scan) {
        this.scan = scan;
    }

    /** Notes it in every process of the scan. */
    static void find(ProcessScan scan) {
        Trees trees = new Trees(scan);
        for (Watched process : scan.processes()) {
            process.tree = trees.of(process);
        }
    }

    private int of(Watched process) {
        Integer known = found.get(process.pid);
        if (known != null) {
            return known;
        }
        // A pid used again during the scan can close a circle.
        found.put(process.pid, 0);
        int tree = isRoot(process) ? process.pid : above(process);
        found.put(process.pid, tree);
        return tree;
    }

    private int above(Watched process) {
        Watched parent = process.kernelThread ? null : scan.find(process.parent);
        return parent == null ? 0 : of(parent);
    }

    private boolean isRoot(Watched process) {
        boolean leads = process.group == process.pid || process.parent == INIT;
        return leads && process.pid != INIT && process.pid != self && !process.kernelThread && !process.isGone();
    }
}
