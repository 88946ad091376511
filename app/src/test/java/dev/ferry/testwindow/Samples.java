package dev.ferry.testwindow;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.ProcessFacts.Movable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Processes as a host would name them. */
public final class Samples {
    private static final Instant STARTED = Instant.parse("2026-11-26T08:12:00Z");

    private Samples() {}

    /** The root of a tree. */
    public static ProcessFacts tree(int pid, String name, double cpu) {
        return process(pid, 1, pid, name, "root", cpu);
    }

    /** Any process. */
    public static ProcessFacts process(int pid, int parent, int tree, String name, String user, double cpu) {
        return new ProcessFacts(
                pid,
                parent,
                tree,
                name,
                user,
                "/usr/bin/" + name + " --number " + pid,
                'S',
                1 + pid % 7,
                (pid * 7919L) % 900 << 20,
                cpu,
                pid * 10L,
                STARTED.plusSeconds(pid),
                false,
                tree == pid ? Movable.YES : Movable.UNKNOWN,
                "");
    }

    /** The same, as busy as this. */
    public static ProcessFacts withCpu(ProcessFacts process, double share) {
        return changed(process, share, process.movable(), process.reason());
    }

    /** The same, which can not be moved for this reason. */
    public static ProcessFacts locked(ProcessFacts process, String reason) {
        return changed(process, process.cpuShare(), Movable.NO, reason);
    }

    private static ProcessFacts changed(ProcessFacts process, double share, Movable movable, String reason) {
        return new ProcessFacts(
                process.pid(),
                process.parent(),
                process.tree(),
                process.name(),
                process.user(),
                process.command(),
                process.state(),
                process.threads(),
                process.memoryBytes(),
                share,
                process.startTicks(),
                process.started(),
                process.kernelThread(),
                movable,
                reason);
    }

    /** So many, in trees of ten; each tenth is busy with this share of a core. */
    public static List<ProcessFacts> many(int count, double cpu) {
        List<ProcessFacts> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int pid = 5000 + i;
            int root = 5000 + i / 10 * 10;
            double share = i % 10 == 3 ? cpu * (1 + i % 5) / 5 : 0;
            all.add(process(pid, pid == root ? 1 : root, root, "worker-" + i % 23, "root", share));
        }
        return all;
    }
}
