package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Whether resource limits here let the tree have what it has: getrlimit(2) and two numbers of the kernel. */
final class LimitCheck {
    private static final int RLIMIT_NOFILE = 7;
    /** By number, without the prefix {@code RLIMIT_}. */
    private static final List<String> NAMES = List.of(
            "CPU",
            "FSIZE",
            "DATA",
            "STACK",
            "CORE",
            "RSS",
            "NPROC",
            "NOFILE",
            "MEMLOCK",
            "AS",
            "LOCKS",
            "SIGPENDING",
            "MSGQUEUE",
            "NICE",
            "RTPRIO",
            "RTTIME");

    private LimitCheck() {}

    static void look(TreeFacts facts, Receiver receiver, Findings findings) throws IOException {
        if (!receiver.has(Capability.CAP_SYS_RESOURCE)) {
            for (int resource = 0; resource < NAMES.size(); resource++) {
                lowered(facts.getTasksList(), resource, receiver.hard(resource), findings);
            }
        }
        descriptors(facts.getTasksList(), receiver.soft(RLIMIT_NOFILE), findings);
        long mapCount = KernelText.number(Path.of("/proc/sys/vm/max_map_count")).orElse(Long.MAX_VALUE);
        mappings(facts.getTasksList(), mapCount, findings);
    }

    /** The restore sets what it may, so that the program goes on with less; the one that loses most is named. */
    static void lowered(List<TaskFacts> tasks, int resource, long here, Findings findings) {
        TaskFacts soft = null;
        TaskFacts hard = null;
        for (TaskFacts task : tasks) {
            if (resource < task.getSoftLimitsCount() && isAbove(task.getSoftLimits(resource), here)) {
                soft = task;
            } else if (resource < task.getHardLimitsCount() && isAbove(task.getHardLimits(resource), here)) {
                hard = task;
            }
        }
        String object = "RLIMIT_" + NAMES.get(resource);
        String end = " on the destination, where ferry lacks CAP_SYS_RESOURCE";
        String remedy = "raise the hard limit of ferry there";
        if (soft != null) {
            findings.warning(
                    "limit-lowered",
                    object,
                    "is " + text(soft.getSoftLimits(resource)) + " for " + PrivilegeCheck.name(soft) + " and becomes "
                            + text(here) + end,
                    remedy);
        } else if (hard != null) {
            findings.note(
                    "hard-limit-lowered",
                    object,
                    "can be raised to " + text(hard.getHardLimits(resource)) + " by " + PrivilegeCheck.name(hard)
                            + " and only to " + text(here) + end,
                    remedy);
        }
    }

    /** Descriptors are made before the limits are restored. */
    static void descriptors(List<TaskFacts> tasks, long limit, Findings findings) {
        for (TaskFacts task : tasks) {
            if (Long.compareUnsigned(Integer.toUnsignedLong(task.getHighestFd()), limit) >= 0) {
                findings.blocker(
                        "fd-limit",
                        PrivilegeCheck.name(task),
                        "uses fd " + Integer.toUnsignedString(task.getHighestFd())
                                + ", and ferry on the destination may open " + text(limit),
                        "raise RLIMIT_NOFILE of ferry there (ulimit -n)");
            }
        }
    }

    static void mappings(List<TaskFacts> tasks, long limit, Findings findings) {
        for (TaskFacts task : tasks) {
            if (Integer.toUnsignedLong(task.getMappings()) >= limit) {
                findings.blocker(
                        "map-limit",
                        PrivilegeCheck.name(task),
                        "has " + Integer.toUnsignedString(task.getMappings()) + " mappings, and the destination allows "
                                + limit,
                        "raise vm.max_map_count there");
            }
        }
    }

    private static boolean isAbove(long limit, long here) {
        return Long.compareUnsigned(limit, here) > 0;
    }

    private static String text(long limit) {
        return limit == -1 ? "unlimited" : Long.toUnsignedString(limit);
    }
}
