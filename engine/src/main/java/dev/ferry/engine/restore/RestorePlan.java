package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.FdinfoEntry;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FsEntry;
import dev.ferry.engine.image.proto.InventoryEntry;
import dev.ferry.engine.image.proto.IpcShmEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.image.proto.PstreeEntry;
import dev.ferry.engine.image.proto.Scheduling;
import dev.ferry.engine.image.proto.SeccompEntry;
import dev.ferry.engine.image.proto.TaskKobjIdsEntry;
import dev.ferry.engine.image.proto.ThreadScheduling;
import dev.ferry.engine.image.proto.TimensEntry;
import dev.ferry.engine.memory.GuardRegions;
import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.resource.TerminalName;
import dev.ferry.engine.task.Credentials;
import dev.ferry.engine.timens.SavedClocks;
import dev.ferry.engine.wire.proto.Tree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be restored, read from images that may come from anywhere and checked: afterwards every id that is referred to
 * exists, parents come before children, and every number is in its range. Nothing has been done to this host yet.
 */
final class RestorePlan {
    private static final int IMG_VERSION = 2;
    private static final int MAX_PID = 1 << 22;
    private static final int MAX_FD = 1 << 20;
    private static final String TREE = "ferry-tree";
    private static final String SCHEDULING = "ferry-scheduling";
    /** Children are made out of their parents, so each generation takes room on our stack. */
    private static final int MAX_GENERATIONS = 1000;

    private final CheckpointImages images;
    private final Map<Integer, TaskPlan> tasks = new LinkedHashMap<>();
    private final Map<Integer, FileEntry> files = new LinkedHashMap<>();
    private SeccompEntry seccomp = SeccompEntry.getDefaultInstance();
    private final Map<Integer, ThreadScheduling> scheduling = new HashMap<>();

    private TaskKobjIdsEntry rootIds;
    private Optional<SavedClocks> clocks = Optional.empty();
    private final Set<String> sharable = new HashSet<>();
    private final Map<Integer, TaskKobjIdsEntry> ids = new HashMap<>();
    private SessionTerminals terminals;
    private IpcPlan ipc;
    private final Map<Long, IpcShmEntry> segments = new LinkedHashMap<>();

    private RestorePlan(CheckpointImages images) {
        this.images = images;
    }

    /** Reads and checks. */
    static RestorePlan of(CheckpointImages images) throws IOException {
        RestorePlan plan = new RestorePlan(images);
        ForeignState.requireKnown(images.sizes().keySet());
        plan.readInventory();
        plan.readFiles();
        plan.readScheduling();
        plan.readSeccomp();
        plan.readSegments();
        plan.ipc = IpcPlan.read(images);
        plan.readTree();
        plan.terminals = SessionTerminals.read(images, plan.tasks);
        return plan;
    }

    /** All tasks, parents before children. */
    List<TaskPlan> tasks() {
        return List.copyOf(tasks.values());
    }

    /** How many processes and threads it has. */
    long threads() {
        return tasks.values().stream().mapToLong(task -> task.cores().size()).sum();
    }

    /** All that any of its threads has in any set but the bounding one. */
    long capabilities() {
        return tasks.values().stream()
                .flatMap(task -> task.cores().values().stream())
                .mapToLong(core -> Credentials.capabilities(core.getThreadCore().getCreds()))
                .reduce(0, (some, more) -> some | more);
    }

    TaskPlan root() {
        return tasks.values().iterator().next();
    }

    TaskPlan task(int pid) {
        return tasks.get(pid);
    }

    /** The processes as the source saw them at the end of pre-copy, or as the images have them. */
    TreeShape shape() throws IOException {
        TreeShape planned = TreeShape.of(tasks.values().stream()
                .map(task -> new TreeShape.Member(
                        task.pid(),
                        0,
                        task.ppid(),
                        task.sid(),
                        task.isZombie(),
                        terminals.terminalOf(task.pid()).orElse(TreeShape.NO_TERMINAL),
                        task.sharing()))
                .toList());
        Optional<Tree> seen = images.own(TREE, Tree.parser());
        if (seen.isEmpty()) {
            return planned;
        }
        TreeShape shape = TreeShape.parse(seen.get());
        if (!shape.isLike(planned)) {
            throw new ImageException(TREE + " describes another tree than pstree.img.");
        }
        return shape;
    }

    /** Which sessions have which controlling terminals. */
    SessionTerminals terminals() {
        return terminals;
    }

    /** The open files by id. */
    Map<Integer, FileEntry> files() {
        return files;
    }

    /** The open file with an id that stands in a checked image. */
    FileEntry file(int id) throws ImageException {
        FileEntry entry = files.get(id);
        if (entry == null) {
            throw new ImageException(
                    "The checkpoint refers to the open file " + id + ", which files.img does not have.");
        }
        return entry;
    }

    /** The System V shared memory segments by number. */
    Map<Long, IpcShmEntry> segments() {
        return segments;
    }

    /** The System V semaphores and message queues. */
    IpcPlan ipc() {
        return ipc;
    }

    /** What its clocks said; empty if the set does not tell. */
    Optional<SavedClocks> clocks() {
        return clocks;
    }

    CheckpointImages images() {
        return images;
    }

    private void readInventory() throws IOException {
        InventoryEntry inventory =
                images.single(ImageType.INVENTORY, ImageType.INVENTORY.fileName(), InventoryEntry.parser());
        if (inventory.getImgVersion() != IMG_VERSION || !inventory.getFdinfoPerId()) {
            throw new ImageException("The checkpoint has image format " + inventory.getImgVersion()
                    + ", which this version of Ferry can not read.");
        }
        rootIds = inventory.getRootIds();
    }

    private void readFiles() throws IOException {
        for (FileEntry file : images.all(ImageType.FILES, ImageType.FILES.fileName(), FileEntry.parser())) {
            if (files.put(file.getId(), file) != null) {
                throw new ImageException("files.img has the open file " + file.getId() + " twice.");
            }
        }
        files.keySet().removeAll(TerminalName.numbers(files.values()));
    }

    /** The filters of seccomp(2) that threads refer to; none if the set has no such image. */
    SeccompEntry seccomp() {
        return seccomp;
    }

    private void readSeccomp() throws IOException {
        String name = ImageType.SECCOMP.fileName();
        if (images.has(name)) {
            seccomp = images.single(ImageType.SECCOMP, name, SeccompEntry.parser());
        }
    }

    private void readScheduling() throws IOException {
        Scheduling all = images.own(SCHEDULING, Scheduling.parser()).orElse(Scheduling.getDefaultInstance());
        for (ThreadScheduling thread : all.getThreadsList()) {
            if (scheduling.put(thread.getTid(), thread) != null) {
                throw new ImageException(SCHEDULING + " has the thread " + thread.getTid() + " twice.");
            }
        }
    }

    private void readSegments() throws IOException {
        String name = ImageType.IPCNS_SHM.fileName(SysvSegments.NAMESPACE);
        if (!images.has(name)) {
            return;
        }
        for (IpcShmEntry segment : images.all(ImageType.IPCNS_SHM, name, IpcShmEntry.parser())) {
            SysvSegments.require(segment);
            if (segments.put((long) segment.getDesc().getId(), segment) != null) {
                throw new ImageException(
                        name + " has the segment " + segment.getDesc().getId() + " twice.");
            }
        }
    }

    private void readTree() throws IOException {
        List<PstreeEntry> entries = new ArrayList<>();
        for (PstreeEntry entry : images.all(ImageType.PSTREE, ImageType.PSTREE.fileName(), PstreeEntry.parser())) {
            entries.add(withoutThreadsOfTheDead(entry));
        }
        if (entries.isEmpty()) {
            throw new ImageException("The checkpoint has no tasks.");
        }
        Set<Integer> ids = new HashSet<>();
        Leaders leaders = Leaders.of(entries);
        Map<Integer, Integer> generations = new HashMap<>();
        for (PstreeEntry entry : entries) {
            requireFewGenerations(entry, generations);
        }
        for (PstreeEntry entry : entries) {
            requireTree(entry, ids, tasks.isEmpty());
            tasks.put(entry.getPid(), readTask(entry, leaders));
        }
    }

    /** A zombie has one thread; CRIU does not fill in which, and writes what its memory held. */
    private PstreeEntry withoutThreadsOfTheDead(PstreeEntry entry) throws IOException {
        String core = ImageType.CORE.fileName(Integer.toUnsignedLong(entry.getPid()));
        boolean dead =
                entry.getThreadsCount() == 1 && images.has(core) && TaskPlan.isDead(readCore(entry.getPid(), true));
        return dead
                ? entry.toBuilder().clearThreads().addThreads(entry.getPid()).build()
                : entry;
    }

    private void requireTree(PstreeEntry entry, Set<Integer> ids, boolean isRoot) throws ImageException {
        boolean parentKnown = isRoot ? entry.getPpid() == 0 : tasks.containsKey(entry.getPpid());
        if (!parentKnown
                || entry.getThreadsCount() == 0
                || !entry.getThreadsList().contains(entry.getPid())) {
            throw new ImageException("pstree.img does not describe one tree (at process " + entry.getPid() + ").");
        }
        for (int tid : entry.getThreadsList()) {
            if (tid < 2 || tid > MAX_PID || !ids.add(tid)) {
                throw new ImageException(
                        "pstree.img has the thread id " + tid + ", which is out of range or there twice.");
            }
        }
    }

    private static void requireFewGenerations(PstreeEntry entry, Map<Integer, Integer> generations)
            throws ImageException {
        int generation = 1 + generations.getOrDefault(entry.getPpid(), 0);
        if (generation > MAX_GENERATIONS) {
            throw new ImageException("pstree.img has more than " + MAX_GENERATIONS
                    + " generations of processes, which this version of Ferry can not restore.");
        }
        generations.put(entry.getPid(), generation);
    }

    /** A zombie has no children, and nothing can be made out of it; a root that is one has ended. */
    void requireLivingParents() throws ImageException {
        for (TaskPlan task : tasks.values()) {
            TaskPlan parent = tasks.getOrDefault(task.ppid(), task);
            if (parent.isZombie()) {
                throw new ImageException("pstree.img has the process " + parent.pid()
                        + ", which has ended and is the root or has children; dump the program again.");
            }
        }
    }

    private TaskPlan readTask(PstreeEntry entry, Leaders leaders) throws IOException {
        int pid = entry.getPid();
        Map<Integer, CoreEntry> cores = new LinkedHashMap<>();
        cores.put(pid, readCore(pid, true));
        TaskPlan bare = new TaskPlan(
                pid,
                entry.getPpid(),
                leaders.group(entry),
                leaders.session(entry),
                cores,
                scheduling,
                MmEntry.getDefaultInstance(),
                FsEntry.getDefaultInstance(),
                List.of(),
                List.of(),
                0);
        if (bare.isZombie()) {
            return bare;
        }
        for (int tid : entry.getThreadsList()) {
            if (tid != pid) {
                cores.put(tid, readCore(tid, false));
            }
        }
        MmEntry all = images.single(ImageType.MM, ImageType.MM.fileName(pid), MmEntry.parser());
        MmEntry mm = GuardRegions.without(all);
        MappingPlan.check(pid, mm, this);
        MappingPlan.checkGuards(pid, GuardRegions.in(all));
        FsEntry fs = images.single(ImageType.FS, ImageType.FS.fileName(pid), FsEntry.parser());
        file(fs.getCwdId());
        file(mm.getExeFileId());
        TaskKobjIdsEntry own = readIds(pid);
        long sharing = ForeignState.sharing(pid, own, Optional.ofNullable(ids.get(bare.ppid())), sharable);
        ids.put(pid, own);
        return new TaskPlan(
                pid,
                bare.ppid(),
                bare.pgid(),
                bare.sid(),
                cores,
                scheduling,
                mm,
                fs,
                readDescriptors(own),
                GuardRegions.in(all),
                sharing);
    }

    private CoreEntry readCore(int tid, boolean leader) throws IOException {
        CoreEntry core = images.single(ImageType.CORE, ImageType.CORE.fileName(tid), CoreEntry.parser());
        boolean complete = leader ? core.hasTc() : core.hasThreadInfo() && core.hasThreadCore();
        if (core.getMtype() != CoreEntry.March.X86_64 || !complete) {
            throw new ImageException(
                    "The core image of thread " + tid + " is not one of a 64-bit x86 program, or not complete.");
        }
        return core;
    }

    private TaskKobjIdsEntry readIds(int pid) throws IOException {
        TaskKobjIdsEntry own = images.single(ImageType.IDS, ImageType.IDS.fileName(pid), TaskKobjIdsEntry.parser());
        if (ids.isEmpty()) {
            readClocks(own);
        }
        ForeignState.requireSameNamespaces(pid, rootIds, own);
        return own;
    }

    /** A tree may have had a time namespace of its own, if all of it was in that. */
    private void readClocks(TaskKobjIdsEntry root) throws IOException {
        boolean hostsOwn = root.getTimeNsId() == rootIds.getTimeNsId();
        String name =
                ImageType.TIMENS.fileName(hostsOwn ? SavedClocks.NUMBER : Integer.toUnsignedLong(root.getTimeNsId()));
        rootIds = rootIds.toBuilder().setTimeNsId(root.getTimeNsId()).buildPartial();
        if (images.has(name)) {
            TimensEntry image = images.single(ImageType.TIMENS, name, TimensEntry.parser());
            clocks = Optional.of(SavedClocks.of(name, image, images.manifest().getCreatedMs()));
        }
    }

    private List<FdinfoEntry> readDescriptors(TaskKobjIdsEntry ids) throws IOException {
        String name = ImageType.FDINFO.fileName(Integer.toUnsignedLong(ids.getFilesId()));
        List<FdinfoEntry> descriptors = new ArrayList<>(images.all(ImageType.FDINFO, name, FdinfoEntry.parser()));
        descriptors.sort(Comparator.comparingInt(FdinfoEntry::getFd));
        Set<Integer> seen = new HashSet<>();
        for (FdinfoEntry descriptor : descriptors) {
            file(descriptor.getId());
            if (descriptor.getFd() < 0 || descriptor.getFd() > MAX_FD || !seen.add(descriptor.getFd())) {
                throw new ImageException(name + " has descriptor " + Integer.toUnsignedString(descriptor.getFd())
                        + ", which is out of range or there twice.");
            }
        }
        return descriptors;
    }

    /**
     * Sessions whose leader is not in the tree (it was started by a shell, or its leader has ended), and the group of the root likewise:
     * the root leads them from now on, for a session can only be made by a living task that becomes its leader. Other groups without
     * leaders are made as such.
     */
    private record Leaders(Set<Integer> pids, int root, int rootGroup) {
        static Leaders of(List<PstreeEntry> entries) {
            Set<Integer> pids = new HashSet<>();
            entries.forEach(entry -> pids.add(entry.getPid()));
            return new Leaders(pids, entries.get(0).getPid(), entries.get(0).getPgid());
        }

        int session(PstreeEntry entry) {
            return pids.contains(entry.getSid()) ? entry.getSid() : root;
        }

        int group(PstreeEntry entry) {
            boolean isPid = entry.getPgid() > 1 && entry.getPgid() <= MAX_PID;
            boolean orphaned = isPid && !pids.contains(entry.getPgid()) && entry.getPgid() != rootGroup;
            return pids.contains(entry.getPgid()) || orphaned ? entry.getPgid() : session(entry);
        }
    }
}
