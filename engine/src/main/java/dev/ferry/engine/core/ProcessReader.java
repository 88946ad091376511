package dev.ferry.engine.core;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.UserX86RegsMode;
import dev.ferry.engine.restore.CheckpointImages;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Finds a process in the images and reads what is about it. */
final class ProcessReader {
    private static final int TASK_DEAD = 2;
    private static final int TASK_ZOMBIE = 6;
    /** More than this many are not listed to somebody who named one that is not there. */
    private static final int LISTED = 10;

    private final CheckpointImages images;

    ProcessReader(CheckpointImages images) {
        this.images = images;
    }

    List<PstreeEntry> tree() throws IOException {
        List<PstreeEntry> tree = images.all(ImageType.PSTREE, ImageType.PSTREE.fileName(), PstreeEntry.parser());
        if (tree.isEmpty()) {
            throw new ImageException("The checkpoint has no tasks.");
        }
        return tree;
    }

    /** @param pid of the process; the root if nothing is said */
    static PstreeEntry choose(List<PstreeEntry> tree, OptionalInt pid) throws ImageException {
        if (pid.isEmpty()) {
            return tree.get(0);
        }
        return tree.stream()
                .filter(entry -> entry.getPid() == pid.getAsInt())
                .findFirst()
                .orElseThrow(() -> new ImageException(
                        "The checkpoint has no process " + pid.getAsInt() + "; it has " + list(tree) + "."));
    }

    private static String list(List<PstreeEntry> tree) {
        String first = tree.stream()
                .limit(LISTED)
                .map(entry -> Integer.toString(entry.getPid()))
                .collect(Collectors.joining(", "));
        return tree.size() <= LISTED ? first : first + " and " + (tree.size() - LISTED) + " more";
    }

    /** Its threads, the leader first. */
    Map<Integer, CoreEntry> threads(PstreeEntry entry) throws IOException {
        int state = core(entry.getPid()).getTc().getTaskState();
        if (state == TASK_DEAD || state == TASK_ZOMBIE) {
            throw new ImageException("Process " + entry.getPid()
                    + " had ended before the checkpoint was made, so it has no memory; name another one.");
        }
        Map<Integer, CoreEntry> threads = new LinkedHashMap<>();
        threads.put(entry.getPid(), living(entry.getPid()));
        for (int tid : entry.getThreadsList()) {
            if (tid != entry.getPid() && threads.put(tid, living(tid)) != null) {
                throw new ImageException("pstree.img has the thread " + tid + " twice.");
            }
        }
        return threads;
    }

    private CoreEntry core(int tid) throws IOException {
        if (tid <= 0) {
            throw new ImageException("pstree.img has a thread with the impossible id " + tid + ".");
        }
        return images.single(ImageType.CORE, ImageType.CORE.fileName(tid), CoreEntry.parser());
    }

    private CoreEntry living(int tid) throws IOException {
        CoreEntry core = core(tid);
        boolean isKnown = core.getMtype() == CoreEntry.March.X86_64
                && core.hasThreadInfo()
                && core.getThreadInfo().getGpregs().getMode() == UserX86RegsMode.NATIVE;
        if (!isKnown) {
            throw new ImageException(
                    "Thread " + tid
                            + " has no registers of a 64-bit x86 program; this version of Ferry writes core files of such only.");
        }
        return core;
    }

    MmEntry mm(int pid) throws IOException {
        return images.single(ImageType.MM, ImageType.MM.fileName(pid), MmEntry.parser());
    }
}
