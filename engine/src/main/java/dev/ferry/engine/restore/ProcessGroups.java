package dev.ferry.engine.restore;

import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Puts every task into its process group. A group whose leader has ended lives on as long as it has members, as that of a pipeline whose
 * first program is through: a helper with the pid of the leader makes it, and ends when they are in it.
 */
final class ProcessGroups {
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    private static final int WALL = 0x40000000;

    private final Collection<RestoringTask> tasks;
    private final Set<Integer> pids;

    private ProcessGroups(Collection<RestoringTask> tasks) {
        this.tasks = tasks;
        this.pids = tasks.stream().map(RestoringTask::pid).collect(Collectors.toSet());
    }

    /** Leaders first, then those who follow them. */
    static void join(Collection<RestoringTask> tasks) throws IOException {
        ProcessGroups groups = new ProcessGroups(tasks);
        groups.join(true);
        List<Helper> helpers = new ArrayList<>();
        try {
            for (Map.Entry<Integer, RestoringTask> group : groups.orphaned().entrySet()) {
                helpers.add(Helper.lead(group.getKey(), group.getValue()));
            }
            groups.join(false);
        } finally {
            for (Helper helper : helpers) {
                helper.end();
            }
        }
    }

    private void join(boolean leaders) throws IOException {
        for (RestoringTask task : tasks) {
            TaskPlan plan = task.plan();
            boolean leads = plan.pgid() == plan.pid();
            if (leads == leaders && !plan.leadsSession()) {
                task.leader().call("setpgid(" + plan.pgid() + ")", Nr.SETPGID, 0, plan.pgid());
            }
        }
    }

    /** A member of each group without a leader: its child is born into the session that the group is in. */
    private Map<Integer, RestoringTask> orphaned() {
        Map<Integer, RestoringTask> orphaned = new LinkedHashMap<>();
        for (RestoringTask task : tasks) {
            if (!pids.contains(task.plan().pgid())) {
                orphaned.putIfAbsent(task.plan().pgid(), task);
            }
        }
        return orphaned;
    }

    /** Stopped since its birth; its parent hears nothing of its end. */
    private record Helper(Tracee tracee, RestoringTask parent) {
        static Helper lead(int group, RestoringTask member) throws IOException {
            Tracee tracee = TreeCloner.clone(group, member.leader(), member.trampoline(), 0, 0);
            Helper helper = new Helper(tracee, member);
            try {
                member.leader().call("setpgid(" + group + ")", Nr.SETPGID, group, group);
                return helper;
            } catch (IOException | RuntimeException e) {
                helper.end();
                throw e;
            }
        }

        void end() throws IOException {
            Signal.send(tracee.tid(), Signals.SIGKILL);
            tracee.awaitStop(END_LIMIT);
            parent.leader().call("wait4(" + tracee.tid() + ")", Nr.WAIT4, tracee.tid(), 0, WALL, 0);
        }
    }
}
