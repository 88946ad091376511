package dev.ferry.engine.restore;

import dev.ferry.engine.image.proto.SemaphoreUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tasks used an object of System V IPC last. Whoever has ended, or stayed behind, is represented by the root: somebody of the tree
 * has to be the last user, for else nobody would know that the object is the tree's.
 */
record Users(Map<Integer, RestoringTask> tasks) {
    /** The task {@code pid}, or the root. */
    RestoringTask of(int pid) {
        RestoringTask task = tasks.get(pid);
        return task == null || task.plan().isZombie()
                ? tasks.values().iterator().next()
                : task;
    }

    /** Who used which of {@code count} semaphores last. */
    Map<RestoringTask, List<Integer>> ofSemaphores(SemaphoreUse use, int count) {
        Map<RestoringTask, List<Integer>> users = new LinkedHashMap<>();
        for (int index = 0; index < count; index++) {
            int pid = index < use.getLastPidsCount() ? use.getLastPids(index) : 0;
            users.computeIfAbsent(of(pid), none -> new ArrayList<>()).add(index);
        }
        return users;
    }
}
