package dev.ferry.engine.show;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.CredsEntry;
import dev.ferry.engine.image.proto.FdinfoEntry;
import dev.ferry.engine.image.proto.FsEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.SeccompMode;
import dev.ferry.engine.image.proto.TaskCoreEntry;
import dev.ferry.engine.image.proto.TaskKobjIdsEntry;
import dev.ferry.engine.image.proto.ThreadCoreEntry;
import dev.ferry.engine.restore.CheckpointImages;
import dev.ferry.engine.show.SavedTask.SavedCredentials;
import dev.ferry.engine.show.SavedTask.SavedDescriptor;
import dev.ferry.engine.show.SavedTask.SavedSignals;
import dev.ferry.engine.show.SavedTask.SavedThread;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One process, out of the images that are about it. */
final class TaskReader {
    private static final int TASK_DEAD = 2;
    private static final int TASK_STOPPED = 3;
    private static final int TASK_ZOMBIE = 6;

    private final CheckpointImages images;
    private final FileReader files;
    private final MappingReader mappings;
    private final CredentialsReader credentials = new CredentialsReader();

    TaskReader(CheckpointImages images, FileReader files, MappingReader mappings) {
        this.images = images;
        this.files = files;
        this.mappings = mappings;
    }

    /** @param arguments its command line, which stands in its memory; empty if that is not there */
    SavedTask read(PstreeEntry entry, int depth, List<String> arguments) throws IOException {
        CoreEntry core = core(entry.getPid());
        TaskCoreEntry tc = core.getTc();
        boolean gone = tc.getTaskState() == TASK_DEAD || tc.getTaskState() == TASK_ZOMBIE;
        MmEntry mm = gone ? MmEntry.getDefaultInstance() : mm(entry.getPid());
        FsEntry fs = gone ? FsEntry.getDefaultInstance() : fs(entry.getPid());
        List<SavedMapping> memory = mappings.mappings(entry.getPid(), mm);
        return new SavedTask(
                entry.getPid(),
                entry.getPpid(),
                entry.getPgid(),
                entry.getSid(),
                depth,
                state(tc.getTaskState()),
                tc.getExitCode(),
                tc.getComm(),
                arguments,
                gone ? "" : files.path(mm.getExeFileId()),
                gone ? "" : files.path(fs.getCwdId()),
                gone ? "" : files.path(fs.getRootId()),
                fs.hasUmask() ? String.format(Locale.ROOT, "%04o", fs.getUmask()) : "",
                credentials(entry.getPid(), core),
                seccomp(core),
                tc.getOomScoreAdj(),
                threads(entry, core, gone),
                memory.stream().mapToLong(SavedMapping::bytes).sum(),
                memory.stream().mapToLong(SavedMapping::savedBytes).sum(),
                memory,
                gone ? List.of() : descriptors(entry.getPid(), core),
                TimerReader.timers(tc.getTimers()),
                signals(tc));
    }

    /** The address space of a living task; the default instance if it has none. */
    MmEntry mm(int pid) throws IOException {
        String name = ImageType.MM.fileName(pid);
        return images.has(name) ? images.single(ImageType.MM, name, MmEntry.parser()) : MmEntry.getDefaultInstance();
    }

    private CoreEntry core(int tid) throws IOException {
        return images.single(ImageType.CORE, ImageType.CORE.fileName(tid), CoreEntry.parser());
    }

    private FsEntry fs(int pid) throws IOException {
        return images.single(ImageType.FS, ImageType.FS.fileName(pid), FsEntry.parser());
    }

    private static String state(int code) {
        return switch (code) {
            case TASK_STOPPED -> "stopped";
            case TASK_DEAD, TASK_ZOMBIE -> "zombie";
            default -> "running";
        };
    }

    /** In the image of the thread, or in one of its own, as it was once. */
    private SavedCredentials credentials(int pid, CoreEntry core) throws IOException {
        if (core.getThreadCore().hasCreds()) {
            return credentials.read(core.getThreadCore().getCreds());
        }
        String former = ImageType.CREDS.fileName(pid);
        return images.has(former)
                ? credentials.read(images.single(ImageType.CREDS, former, CredsEntry.parser()))
                : null;
    }

    private static String seccomp(CoreEntry core) {
        SeccompMode mode = core.getThreadCore().hasSeccompMode()
                ? core.getThreadCore().getSeccompMode()
                : core.getTc().getOldSeccompMode();
        return mode == SeccompMode.DISABLED ? "none" : mode.name().toLowerCase(Locale.ROOT);
    }

    private List<SavedThread> threads(PstreeEntry entry, CoreEntry leader, boolean gone) throws IOException {
        if (gone) {
            // CRIU leaves the thread id of a zombie unset.
            return List.of(thread(entry.getPid(), leader, leader.getTc()));
        }
        List<SavedThread> threads = new ArrayList<>();
        for (int tid : entry.getThreadsList()) {
            if (tid <= 0) {
                throw new ImageException("pstree.img has the thread id " + Integer.toUnsignedString(tid)
                        + " in process " + entry.getPid() + ", which is out of range.");
            }
            CoreEntry core = tid == entry.getPid() ? leader : core(tid);
            threads.add(thread(tid, core, leader.getTc()));
        }
        return threads;
    }

    private static SavedThread thread(int tid, CoreEntry core, TaskCoreEntry task) {
        ThreadCoreEntry thread = core.getThreadCore();
        boolean realTime = thread.getSchedPrio() != 0;
        return new SavedThread(
                tid,
                thread.hasComm() ? thread.getComm() : task.getComm(),
                policy(thread.getSchedPolicy()),
                realTime ? thread.getSchedPrio() : thread.getSchedNice(),
                Long.toHexString(core.getThreadInfo().getGpregs().getIp()),
                SignalNames.in(thread.hasBlkSigset() ? thread.getBlkSigset() : task.getBlkSigset()),
                SignalNames.in(thread.getSignalsP()));
    }

    /** {@code SCHED_*} of sched(7). */
    private static String policy(int code) {
        Map<Integer, String> words = Map.of(0, "other", 1, "fifo", 2, "rr", 3, "batch", 5, "idle", 6, "deadline");
        return words.getOrDefault(code, Integer.toUnsignedString(code));
    }

    private List<SavedDescriptor> descriptors(int pid, CoreEntry core) throws IOException {
        String name = ImageType.IDS.fileName(pid);
        TaskKobjIdsEntry ids =
                images.has(name) ? images.single(ImageType.IDS, name, TaskKobjIdsEntry.parser()) : core.getIds();
        String fdinfo = ImageType.FDINFO.fileName(Integer.toUnsignedLong(ids.getFilesId()));
        if (!images.has(fdinfo)) {
            return List.of();
        }
        return images.all(ImageType.FDINFO, fdinfo, FdinfoEntry.parser()).stream()
                .map(entry -> new SavedDescriptor(entry.getFd(), entry.getId(), (entry.getFlags() & 1) != 0))
                .sorted(Comparator.comparingInt(SavedDescriptor::fd))
                .toList();
    }

    private static SavedSignals signals(TaskCoreEntry tc) {
        return SignalActions.read(tc.getSigactionsList(), SignalNames.in(tc.getSignalsS()));
    }
}
