package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageName;
import dev.ferry.engine.image.proto.TaskKobjIdsEntry;
import dev.ferry.linux.abi.Sched;
import java.util.Optional;
import java.util.Set;

/** What checkpoints of CRIU may have and Ferry can not restore: it is refused, for a tree without it would be another one. */
final class ForeignState {
    private ForeignState() {}

    /** Refuses images of kinds that Ferry does not know, by name. */
    static void requireKnown(Iterable<String> names) throws ImageException {
        for (String name : names) {
            Optional<ImageName> known =
                    ImageName.parse(name).filter(image -> image.type().isRestored());
            if (name.endsWith(".img") && known.isEmpty()) {
                throw new ImageException("The checkpoint has the image " + name
                        + ", which this version of Ferry can not restore; restore it with criu restore.");
            }
        }
    }

    /** Refuses a task in other namespaces than the one that made the checkpoint; with the clocks of the tree in place of its own. */
    static void requireSameNamespaces(int pid, TaskKobjIdsEntry root, TaskKobjIdsEntry task) throws ImageException {
        requireSame(pid, "pid", root.getPidNsId(), task.getPidNsId());
        requireSame(pid, "network", root.getNetNsId(), task.getNetNsId());
        requireSame(pid, "ipc", root.getIpcNsId(), task.getIpcNsId());
        requireSame(pid, "uts", root.getUtsNsId(), task.getUtsNsId());
        requireSame(pid, "mount", root.getMntNsId(), task.getMntNsId());
        requireSame(pid, "user", root.getUserNsId(), task.getUserNsId());
        requireSame(pid, "time", root.getTimeNsId(), task.getTimeNsId());
    }

    /**
     * What a task shares with its parent, flags of clone(2); it can be made so. Tasks that share something else, or with somebody else, are
     * refused.
     *
     * @param parent empty for the root
     * @param seen what other tasks have
     */
    static long sharing(int pid, TaskKobjIdsEntry ids, Optional<TaskKobjIdsEntry> parent, Set<String> seen)
            throws ImageException {
        requireNew(pid, "memory", ids.getVmId(), seen);
        requireNew(pid, "signal handlers", ids.getSighandId(), seen);
        long sharing = 0;
        if (parent.filter(its -> its.getFilesId() == ids.getFilesId()).isPresent()) {
            sharing |= Sched.CLONE_FILES;
        } else {
            requireNew(pid, "descriptors", ids.getFilesId(), seen);
        }
        if (parent.filter(its -> its.getFsId() == ids.getFsId()).isPresent()) {
            return sharing | Sched.CLONE_FS;
        }
        requireNew(pid, "working directory", ids.getFsId(), seen);
        return sharing;
    }

    private static void requireNew(int pid, String what, int id, Set<String> seen) throws ImageException {
        if (!seen.add(what + " " + id)) {
            throw new ImageException("Process " + pid + " shared its " + what
                    + " with another process, which this version of Ferry can not restore; restore it with"
                    + " criu restore.");
        }
    }

    private static void requireSame(int pid, String kind, int root, int task) throws ImageException {
        if (root != task) {
            throw new ImageException("Process " + pid + " was in a " + kind
                    + " namespace of its own, which this version of Ferry can not restore; restore it with"
                    + " criu restore.");
        }
    }
}
