package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The tasks of a running tree at one moment, the root first and parents before children; empty if there is no root. */
record TreeMembers(List<ProcessRow> tasks) {

    static TreeMembers of(int root) throws IOException {
        return of(root, ProcessTable.scan());
    }

    static TreeMembers of(int root, ProcessTable table) {
        List<ProcessRow> tasks = new ArrayList<>();
        table.find(root).ifPresent(tasks::add);
        if (!tasks.isEmpty()) {
            tasks.addAll(table.descendants(root));
        }
        return new TreeMembers(List.copyOf(tasks));
    }

    /** The tasks that have not exited. */
    List<ProcessRow> living() {
        return tasks.stream().filter(task -> !isZombie(task)).toList();
    }

    boolean contains(long pid) {
        return tasks.stream().anyMatch(task -> task.pid() == pid);
    }

    static boolean isZombie(ProcessRow task) {
        return task.state() == 'Z' || task.state() == 'X';
    }
}
