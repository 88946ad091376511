package dev.ferry.engine.freeze;

import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import dev.ferry.engine.procfs.NoSuchProcessException;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.ipc.SharedSegment;
import java.io.IOException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/**
 * System V shared memory of processes that are about to be ended because they live on elsewhere. It would stay behind without them,
 * for the kernel does not count it as theirs.
 */
public final class AttachedSegments {
    private AttachedSegments() {}

    /** Lets every segment that these processes are attached to go with its last attachment. */
    public static void goWith(Collection<Integer> pids) throws IOException {
        Set<Integer> ids = new TreeSet<>();
        for (int pid : pids) {
            try {
                Maps.read(pid).stream().filter(Mapping::isSysvShm).forEach(segment -> ids.add((int) segment.inode()));
            } catch (NoSuchProcessException gone) {
                // Then it is attached to nothing.
            }
        }
        for (int id : ids) {
            remove(id);
        }
    }

    private static void remove(int id) {
        try {
            new SharedSegment(id).remove();
        } catch (ErrnoException notOurs) {
            // It is somebody else's who may do so; the processes end all the same.
            return;
        }
    }
}
