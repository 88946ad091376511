package dev.ferry.engine.resource;

import dev.ferry.engine.procfs.FdInfo;
import dev.ferry.engine.procfs.OpenDescriptor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The files that a task watches by inotify(7), for those who look at a running one. */
public final class WatchedFiles {
    private WatchedFiles() {}

    /** The paths, as far as they are found. */
    public static Collection<String> of(int pid, List<OpenDescriptor> descriptors) throws IOException {
        List<InotifyWatch> watches = new ArrayList<>();
        for (OpenDescriptor descriptor : descriptors) {
            if (descriptor.link().contains("inotify") && descriptor.link().startsWith("anon_inode:")) {
                addWatches(pid, descriptor.fd(), watches);
            }
        }
        return watches.isEmpty()
                ? List.of()
                : WatchedPaths.of(watches, Set.of(pid)).values();
    }

    private static void addWatches(int pid, int fd, List<InotifyWatch> watches) throws IOException {
        try {
            for (String line : FdInfo.read(pid, fd).values(InotifyWatch.KEY)) {
                watches.add(InotifyWatch.parse(line));
            }
        } catch (NoSuchFileException closed) {
            return;
        }
    }
}
