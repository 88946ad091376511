package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.FdinfoEntry;
import dev.ferry.engine.image.proto.FsEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.ThreadScheduling;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.linux.abi.Sched;
import java.util.List;
import java.util.Map;

/**
 * One task as it is to be.
 *
 * @param pid its process id
 * @param ppid its parent's; 0 for the root
 * @param pgid its process group, whose leader is in this tree or has ended
 * @param sid its session, a pid of this tree
 * @param cores the core image of each thread by tid, the leader first
 * @param scheduling of any threads that are not scheduled as usual, by tid
 * @param mm its address space; the default instance for a zombie
 * @param fs its working directory, root and umask; the default instance for a zombie
 * @param descriptors its open descriptors in ascending order
 * @param guards pages in its mappings that nobody may touch
 * @param sharing what it shares with its parent, flags of clone(2)
 */
record TaskPlan(
        int pid,
        int ppid,
        int pgid,
        int sid,
        Map<Integer, CoreEntry> cores,
        Map<Integer, ThreadScheduling> scheduling,
        MmEntry mm,
        FsEntry fs,
        List<FdinfoEntry> descriptors,
        List<VmaEntry> guards,
        long sharing) {
    private static final int TASK_DEAD = 2;
    private static final int TASK_STOPPED = 3;
    private static final int TASK_ZOMBIE = 6;

    /** The core image of the leader. */
    CoreEntry leader() {
        return cores.get(pid);
    }

    /** What thread {@code tid} has besides its core image; the default instance if that is nothing. */
    ThreadScheduling schedulingOf(int tid) {
        return scheduling.getOrDefault(tid, ThreadScheduling.getDefaultInstance());
    }

    boolean isZombie() {
        return isDead(leader());
    }

    /** Whether a leader's core image is one of a task that has ended. */
    static boolean isDead(CoreEntry leader) {
        int state = leader.getTc().getTaskState();
        return state == TASK_DEAD || state == TASK_ZOMBIE;
    }

    boolean isStopped() {
        return leader().getTc().getTaskState() == TASK_STOPPED;
    }

    /** Whether its descriptors are those of its parent. */
    boolean sharesDescriptors() {
        return (sharing & Sched.CLONE_FILES) != 0;
    }

    boolean leadsSession() {
        return sid == pid;
    }
}
