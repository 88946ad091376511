package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ProcessRow;
import java.util.HashMap;
import java.util.Map;

/**
 * Sessions that can be made again: a task can only be in one that it leads, or that its parent is or was in. The session of a
 * leader outside the tree becomes one that the root leads.
 */
final class SessionCheck {
    private final Map<Integer, ProcessRow> tasks = new HashMap<>();
    private final int root;

    private SessionCheck(TreeMembers members) {
        members.tasks().forEach(task -> tasks.put(task.pid(), task));
        root = members.tasks().get(0).pid();
    }

    static void look(TreeMembers members, Findings findings) {
        SessionCheck check = new SessionCheck(members);
        check.staysBehind(members.tasks().get(0), findings);
        for (ProcessRow task : members.tasks()) {
            if (task.pid() != check.root && !check.canJoin(task)) {
                findings.blocker(
                        "session-leader-gone",
                        TaskCheck.name(task),
                        "is in the session " + task.session()
                                + ", whose leader has ended, and can not get back into it",
                        "move the process that started the session, or restart this one");
            }
        }
    }

    private void staysBehind(ProcessRow task, Findings findings) {
        if (!tasks.containsKey(task.session())) {
            findings.note(
                    "session-outside",
                    TaskCheck.name(task),
                    "is in the session " + task.session()
                            + ", which stays behind, and leads one of its own where it is moved to",
                    "start it with setsid if it needs to keep its session");
        }
    }

    private boolean canJoin(ProcessRow task) {
        int session = leaderOf(task);
        ProcessRow parent = tasks.get(task.ppid());
        if (session == task.pid() || parent == null || session == leaderOf(parent)) {
            return true;
        }
        ProcessRow grandparent = tasks.get(parent.ppid());
        return leaderOf(parent) == parent.pid() && grandparent != null && session == leaderOf(grandparent);
    }

    private int leaderOf(ProcessRow task) {
        return tasks.containsKey(task.session()) ? task.session() : root;
    }
}
