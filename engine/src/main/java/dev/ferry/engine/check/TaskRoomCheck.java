package dev.ferry.engine.check;

import dev.ferry.engine.wire.proto.TaskFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Whether there may be so many more threads here. */
final class TaskRoomCheck {
    private static final Path THREADS_MAX = Path.of("/proc/sys/kernel/threads-max");

    private TaskRoomCheck() {}

    static void look(TreeFacts facts, Mounts mounts, Findings findings) throws IOException {
        long needed =
                facts.getTasksList().stream().mapToLong(TaskRoomCheck::threads).sum();
        OptionalLong limit = KernelText.number(THREADS_MAX);
        if (limit.isPresent()) {
            compare(
                    needed,
                    limit.getAsLong() - threadsNow(),
                    "the destination",
                    "raise kernel.threads-max there",
                    findings);
        }
        CgroupChain chain = CgroupChain.of("pids", mounts);
        for (Path directory : chain.directories()) {
            OptionalLong max = KernelText.number(directory.resolve("pids.max"));
            if (max.isPresent()) {
                long now = KernelText.number(directory.resolve("pids.current")).orElse(0);
                compare(needed, max.getAsLong() - now, directory.toString(), "raise pids.max of that cgroup", findings);
            }
        }
    }

    static void compare(long needed, long room, String object, String remedy, Findings findings) {
        if (needed > room) {
            findings.blocker(
                    "thread-limit",
                    object,
                    "has room for " + Math.max(0, room) + " more threads, and the tree has " + needed,
                    remedy);
        }
    }

    private static long threads(TaskFacts task) {
        return Math.max(1, task.getTidsCount());
    }

    /** The fourth word of loadavg is running/all. */
    private static long threadsNow() throws IOException {
        String[] counts =
                KernelText.words(KernelText.line("/proc/loadavg")).get(3).split("/", 2);
        return Long.parseLong(counts[1]);
    }
}
