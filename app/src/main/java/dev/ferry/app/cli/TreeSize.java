package dev.ferry.app.cli;

import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Status;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How large a tree is.
 *
 * @param tasks 0 if there is no such tree (any more)
 * @param memoryBytes resident, pages that tasks share counted for each
 */
record TreeSize(int tasks, int threads, long memoryBytes) {

    static TreeSize of(int root) throws IOException {
        return of(root, ProcessTable.scan());
    }

    static TreeSize of(int root, ProcessTable table) throws IOException {
        List<ProcessRow> members = new ArrayList<>(table.descendants(root));
        table.find(root).ifPresent(members::add);
        TreeSize size = new TreeSize(0, 0, 0);
        for (ProcessRow member : members) {
            Optional<Status> status = read(member.pid());
            size = status.isPresent() ? size.plus(status.get()) : size;
        }
        return size;
    }

    private static Optional<Status> read(int pid) throws IOException {
        try {
            return Optional.of(Status.read(pid));
        } catch (NoSuchProcessException gone) {
            return Optional.empty();
        }
    }

    private TreeSize plus(Status task) {
        return new TreeSize(
                tasks + 1,
                threads + task.threads(),
                memoryBytes + (task.vmRssKiB().orElse(0) << 10));
    }
}
