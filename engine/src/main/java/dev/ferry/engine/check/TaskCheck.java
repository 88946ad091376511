package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ProcessRow;
import java.io.IOException;

/** Looks at one aspect of one task that is not a zombie. */
@FunctionalInterface
interface TaskCheck {
    /** Adds what it finds; fails with NoSuchProcessException if the task goes meanwhile. */
    void check(ProcessRow task, Findings findings) throws IOException;

    /** How messages name a task: {@code process 812 (redis-server)}. */
    static String name(ProcessRow task) {
        return "process " + task.pid() + " (" + task.comm() + ")";
    }
}
