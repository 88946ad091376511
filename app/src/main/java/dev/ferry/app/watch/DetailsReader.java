package dev.ferry.app.watch;

import dev.ferry.app.conduct.ProcessDetails;
import dev.ferry.app.conduct.ProcessDetails.MemoryArea;
import dev.ferry.app.conduct.ProcessDetails.OpenFile;
import dev.ferry.app.conduct.ProcessDetails.SocketFacts;
import dev.ferry.app.conduct.ProcessDetails.ThreadFacts;
import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Stat;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.util.ArrayList;
import java.util.List;

/** Looks into one process, as far as this user may. */
public final class DetailsReader {
    /** More of one kind is not shown. */
    private static final int MOST = 1_000;

    private final int pid;
    private boolean complete = true;

    private DetailsReader(int pid) {
        this.pid = pid;
    }

    /**
     * What the process consists of now.
     *
     * @throws NoSuchProcessException if it has gone
     */
    public static ProcessDetails read(int pid) throws IOException {
        return new DetailsReader(pid).read();
    }

    private ProcessDetails read() throws IOException {
        List<ThreadFacts> threads = threads();
        List<MemoryArea> memory = atMost(allowed(() -> Maps.read(pid))).stream()
                .map(DetailsReader::area)
                .toList();
        List<OpenDescriptor> open = atMost(allowed(() -> Fds.read(pid)));
        List<SocketFacts> sockets = SocketTables.of(pid).among(open);
        List<OpenFile> files =
                open.stream().map(one -> new OpenFile(one.fd(), one.link())).toList();
        return new ProcessDetails(pid, threads, memory, files, sockets, complete);
    }

    /** Something that another user's process does not show. */
    private interface Look<T> {
        List<T> read() throws IOException;
    }

    private <T> List<T> allowed(Look<T> look) throws IOException {
        try {
            return look.read();
        } catch (AccessDeniedException notOurs) {
            complete = false;
            return List.of();
        }
    }

    private <T> List<T> atMost(List<T> all) {
        complete &= all.size() <= MOST;
        return all.subList(0, Math.min(all.size(), MOST));
    }

    private List<ThreadFacts> threads() throws IOException {
        List<ThreadFacts> threads = new ArrayList<>();
        for (int tid : atMost(ProcessTable.tasks(pid))) {
            try {
                Stat stat = Stat.read(pid, tid);
                threads.add(new ThreadFacts(tid, stat.comm(), stat.state()));
            } catch (NoSuchProcessException gone) {
                // It is not a part of the process any more.
            }
        }
        return threads;
    }

    private static MemoryArea area(Mapping mapping) {
        String permissions = (mapping.read() ? "r" : "-")
                + (mapping.write() ? "w" : "-")
                + (mapping.execute() ? "x" : "-")
                + (mapping.shared() ? "s" : "p");
        return new MemoryArea(mapping.start(), mapping.end(), permissions, mapping.path());
    }
}
