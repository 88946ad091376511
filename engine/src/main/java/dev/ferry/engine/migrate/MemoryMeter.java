package dev.ferry.engine.migrate;

import dev.ferry.engine.policy.PolicyException;
import dev.ferry.engine.policy.TreeLimits;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.procfs.MemoryShare;
import dev.ferry.engine.procfs.NoSuchProcessException;
import java.io.IOException;
import java.util.Collection;
import java.util.List;

/** Holds a tree to its limits while it comes: what was said about it beforehand may have been wrong. */
final class MemoryMeter {
    /** Looking takes the kernel a walk through all page tables. */
    private static final long BYTES_BETWEEN_LOOKS = 64 << 20;

    private final TreeLimits limits;
    private List<Integer> pids = List.of();
    private long unseen;

    MemoryMeter(TreeLimits limits) {
        this.limits = limits;
    }

    /** The tree has these processes now. */
    void expect(TreeShape shape) throws PolicyException {
        limits.requireTasks(shape.members().size());
        pids = shape.members().stream()
                .filter(member -> !member.zombie())
                .map(TreeShape.Member::pid)
                .toList();
    }

    /** So much content has come. */
    void took(long bytes) throws IOException {
        unseen += bytes;
        if (unseen >= BYTES_BETWEEN_LOOKS) {
            unseen = 0;
            look(pids);
        }
    }

    /** Fails if these processes have more memory than they may. */
    void look(Collection<Integer> processes) throws IOException {
        if (limits.memoryBytes().isEmpty()) {
            return;
        }
        long bytes = 0;
        for (int pid : processes) {
            bytes += share(pid);
        }
        limits.requireMemory(bytes);
    }

    private static long share(int pid) throws IOException {
        try {
            return MemoryShare.read(pid);
        } catch (NoSuchProcessException ended) {
            return 0;
        }
    }
}
