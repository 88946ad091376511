package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Whether this host has memory for the tree, its cgroups let us use it, and the kernel promises as much as the program has reserved. */
final class MemoryCheck {
    private static final String OBJECT = "the tree";
    private static final int HEURISTIC = 0;
    private static final int NEVER = 2;

    private MemoryCheck() {}

    static void look(TreeFacts facts, Mounts mounts, Findings findings) throws IOException {
        List<String> meminfo = KernelText.lines(Path.of("/proc/meminfo"));
        long available = KernelText.kiloBytes(meminfo, "MemAvailable").orElse(Long.MAX_VALUE);
        memory(facts.getMemoryBytes(), available, kiloBytes(meminfo, "SwapFree"), findings);
        cgroup(facts.getMemoryBytes(), CgroupChain.of("memory", mounts), findings);
        int policy = (int)
                KernelText.number(Path.of("/proc/sys/vm/overcommit_memory")).orElse(HEURISTIC);
        overcommit(facts, policy, meminfo, findings);
    }

    /** All in bytes. */
    static void memory(long needed, long available, long swap, Findings findings) {
        String cause = "needs " + Bytes.text(needed) + " of memory, and the destination has " + Bytes.text(available)
                + (swap == 0 ? "" : " and " + Bytes.text(swap) + " of swap");
        if (needed > (available > Long.MAX_VALUE - swap ? Long.MAX_VALUE : available + swap)) {
            findings.blocker("memory", OBJECT, cause, "free memory there or choose another host");
        } else if (needed > available / 5 * 4) {
            findings.warning("memory-tight", OBJECT, cause, "free memory there");
        }
    }

    /** The tree stays in the cgroup of the engine that restores it. */
    static void cgroup(long needed, CgroupChain chain, Findings findings) throws IOException {
        for (Path directory : chain.directories()) {
            OptionalLong limit =
                    KernelText.number(directory.resolve(chain.v2() ? "memory.max" : "memory.limit_in_bytes"));
            if (limit.isPresent()) {
                long room = Math.max(0, limit.getAsLong() - inUse(directory, chain.v2()));
                if (needed > room) {
                    findings.blocker(
                            "cgroup-memory",
                            directory.toString(),
                            "lets ferry on the destination use " + Bytes.text(room)
                                    + " more of memory, and the tree needs " + Bytes.text(needed),
                            "raise the memory limit of that cgroup or start ferry in another one");
                }
            }
        }
    }

    /** Without what the kernel would drop first. */
    private static long inUse(Path directory, boolean v2) throws IOException {
        long usage = KernelText.number(directory.resolve(v2 ? "memory.current" : "memory.usage_in_bytes"))
                .orElse(0);
        String key = (v2 ? "inactive_file" : "total_inactive_file") + " ";
        long cache = KernelText.lines(directory.resolve("memory.stat")).stream()
                .filter(line -> line.startsWith(key))
                .mapToLong(line -> Long.parseLong(line.substring(key.length())))
                .findFirst()
                .orElse(0);
        return Math.max(0, usage - cache);
    }

    static void overcommit(TreeFacts facts, int policy, List<String> meminfo, Findings findings) {
        long promised = kiloBytes(meminfo, "CommitLimit") - kiloBytes(meminfo, "Committed_AS");
        long whole = kiloBytes(meminfo, "MemTotal") + kiloBytes(meminfo, "SwapTotal");
        if (policy == NEVER && facts.getCommitBytes() > promised) {
            findings.blocker(
                    "overcommit",
                    OBJECT,
                    "has reserved " + Bytes.text(facts.getCommitBytes())
                            + " of memory, and the destination, which never " + "overcommits, promises "
                            + Bytes.text(Math.max(0, promised)) + " more",
                    "set vm.overcommit_memory there to 0 or raise vm.overcommit_ratio");
        } else if (policy == HEURISTIC && facts.getLargestCommitBytes() > whole) {
            findings.blocker(
                    "overcommit",
                    OBJECT,
                    "has reserved " + Bytes.text(facts.getLargestCommitBytes())
                            + " of memory at once, more than the destination has (" + Bytes.text(whole) + ")",
                    "set vm.overcommit_memory there to 1");
        }
    }

    private static long kiloBytes(List<String> meminfo, String key) {
        return KernelText.kiloBytes(meminfo, key).orElse(0);
    }
}
