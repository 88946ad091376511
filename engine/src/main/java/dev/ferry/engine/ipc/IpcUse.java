package dev.ferry.engine.ipc;

import dev.ferry.engine.procfs.SysvQueue;
import dev.ferry.engine.procfs.SysvSemaphores;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.ipc.SemaphoreSet;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The System V semaphores and message queues that processes use. The kernel notes nothing of that with a process; it is concluded from
 * who did the last operation on a semaphore, sent or received the last message, or waits. A pid that did so may be another process by
 * now: then that one began after the last use.
 *
 * @param sets semaphores that one of the processes used last, or waits for
 * @param queues message queues likewise
 */
public record IpcUse(List<UsedSemaphores> sets, List<UsedQueue> queues) {
    /** The kernel keeps times of use in seconds, and that of its own start too. */
    private static final long SLACK_SECONDS = 2;

    /**
     * A set of semaphores.
     *
     * @param lastPids who did the last operation on each, 0 if nobody
     * @param outsider one of those who lives and is none of the processes
     */
    public record UsedSemaphores(SysvSemaphores set, List<Integer> lastPids, Optional<Integer> outsider) {}

    /**
     * A message queue.
     *
     * @param outsider who sent or received the last message, lives, and is none of the processes
     */
    public record UsedQueue(SysvQueue queue, Optional<Integer> outsider) {}

    /** Looks at many threads. */
    @FunctionalInterface
    public interface Waiting {
        /** What they wait for. */
        Set<IpcWait> find() throws IOException;
    }

    /**
     * What the processes {@code pids} use.
     *
     * @param waiting finds the waits of their threads; not asked on a host that has no such objects, as most have none
     */
    public static IpcUse of(Collection<Integer> pids, Waiting waiting) throws IOException {
        List<SysvSemaphores> allSets = SysvSemaphores.read();
        List<SysvQueue> allQueues = SysvQueue.read();
        Set<IpcWait> waits = allSets.isEmpty() && allQueues.isEmpty() ? Set.of() : waiting.find();
        List<UsedSemaphores> sets = new ArrayList<>();
        for (SysvSemaphores set : allSets) {
            List<Integer> users = lastPids(set);
            long last = Math.max(set.otime(), set.ctime());
            if (waits.contains(new IpcWait(IpcWait.Sort.SEMAPHORES, set.id())) || isUser(pids, users, last)) {
                sets.add(new UsedSemaphores(set, users, outsider(pids, users, last)));
            }
        }
        List<UsedQueue> queues = new ArrayList<>();
        for (SysvQueue queue : allQueues) {
            List<Integer> users = List.of(queue.lspid(), queue.lrpid());
            long last = Math.max(queue.stime(), queue.rtime());
            if (waits.contains(new IpcWait(IpcWait.Sort.QUEUE, queue.id())) || isUser(pids, users, last)) {
                queues.add(new UsedQueue(queue, outsider(pids, users, last)));
            }
        }
        return new IpcUse(List.copyOf(sets), List.copyOf(queues));
    }

    /** Whether there is nothing. */
    public boolean isEmpty() {
        return sets.isEmpty() && queues.isEmpty();
    }

    /** Of what may not be asked, or has just gone, nobody is the user. */
    private static List<Integer> lastPids(SysvSemaphores set) {
        List<Integer> pids = new ArrayList<>();
        try {
            for (int index = 0; index < set.count(); index++) {
                pids.add(new SemaphoreSet(set.id()).lastPid(index));
            }
            return List.copyOf(pids);
        } catch (ErrnoException goneOrForbidden) {
            return List.of();
        }
    }

    private static boolean isUser(Collection<Integer> pids, List<Integer> users, long last) {
        return users.stream().distinct().anyMatch(user -> pids.contains(user) && livedAt(user, last));
    }

    private static Optional<Integer> outsider(Collection<Integer> pids, List<Integer> users, long last) {
        return users.stream()
                .distinct()
                .filter(user -> user != 0 && !pids.contains(user) && livedAt(user, last))
                .findFirst();
    }

    /** Whether the process that has the pid now is not younger than that moment. A process of which that is hidden is not. */
    private static boolean livedAt(int pid, long seconds) {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        Instant then = Instant.ofEpochSecond(seconds + SLACK_SECONDS);
        return process.isPresent()
                && process.get()
                        .info()
                        .startInstant()
                        .map(start -> !start.isAfter(then))
                        .orElse(true);
    }
}
