package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Namespaces;
import dev.ferry.engine.procfs.ProcessRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A tree may have clocks of its own, but all of it the same ones: it gets one time namespace where it is moved to. */
final class TimeNamespaceCheck {
    private TimeNamespaceCheck() {}

    /** @param tasks those that this user may look into, parents before children */
    static void look(List<ProcessRow> tasks, Findings findings) throws IOException {
        if (tasks.isEmpty()) {
            return;
        }
        Optional<Path> first = Namespaces.of(tasks.get(0).pid(), "time");
        for (ProcessRow task : tasks) {
            Optional<Path> own = Namespaces.of(task.pid(), "time");
            if (isOther(own, first)) {
                refuse(
                        task,
                        "is in another time namespace than process "
                                + tasks.get(0).pid(),
                        findings);
            } else if (isOther(Namespaces.of(task.pid(), "time_for_children"), own)) {
                refuse(task, "has made a time namespace for its children, which it is not in itself", findings);
            }
        }
    }

    /** Not if there is none, or the process has gone. */
    private static boolean isOther(Optional<Path> one, Optional<Path> other) {
        return one.isPresent() && other.isPresent() && !one.equals(other);
    }

    private static void refuse(ProcessRow task, String why, Findings findings) {
        findings.blocker(
                "time-namespaces",
                TaskCheck.name(task),
                why + "; a tree with several can not be moved yet",
                "move a tree in which all processes have the same clocks");
    }
}
