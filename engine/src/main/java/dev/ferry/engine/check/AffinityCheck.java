package dev.ferry.engine.check;

import com.google.protobuf.ByteString;
import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import dev.ferry.linux.process.Affinity;

/** Threads that are bound to CPUs, sched_setaffinity(2), which this host may not have. */
final class AffinityCheck {
    private AffinityCheck() {}

    /** @param here the CPUs that ferry may use */
    static void look(TreeFacts facts, Affinity here, Findings findings) {
        for (TaskFacts task : facts.getTasksList()) {
            for (ByteString cpus : task.getCpusList()) {
                look(task, new Affinity(cpus.toByteArray()), here, findings);
            }
        }
    }

    private static void look(TaskFacts task, Affinity wanted, Affinity here, Findings findings) {
        if (!here.covers(wanted)) {
            String left = wanted.and(here).isEmpty() ? "any of them" : "CPUs " + wanted.and(here);
            findings.warning(
                    "affinity",
                    PrivilegeCheck.name(task),
                    "is bound to CPUs " + wanted + ", and the destination has CPUs " + here + ": it will run on "
                            + left,
                    "bind it again there with taskset(1)");
        }
    }
}
