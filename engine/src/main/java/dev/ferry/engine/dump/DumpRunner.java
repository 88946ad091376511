package dev.ferry.engine.dump;

import dev.ferry.engine.check.RefusedException;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.freeze.FrozenTask;
import dev.ferry.engine.freeze.FrozenTree;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.FdTypes;
import dev.ferry.engine.image.proto.FileEntry;
import dev.ferry.engine.image.proto.FsEntry;
import dev.ferry.engine.image.proto.MmEntry;
import dev.ferry.engine.ipc.IpcImages;
import dev.ferry.engine.ipc.IpcRefusal;
import dev.ferry.engine.ipc.IpcUse;
import dev.ferry.engine.memory.GuardRegions;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.memory.PageSet;
import dev.ferry.engine.memory.SharedMemories;
import dev.ferry.engine.memory.SysvSegments;
import dev.ferry.engine.memory.VmaImages;
import dev.ferry.engine.precopy.PreCopied;
import dev.ferry.engine.precopy.TreeShape;
import dev.ferry.engine.precopy.TreeTracker;
import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.resource.FileKind;
import dev.ferry.engine.resource.FileKinds;
import dev.ferry.engine.resource.FileLocks;
import dev.ferry.engine.resource.Fown;
import dev.ferry.engine.resource.InFlight;
import dev.ferry.engine.resource.OpenFile;
import dev.ferry.engine.resource.Parting;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.task.SeccompFilters;
import dev.ferry.engine.task.XstateLayout;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.timens.SavedClocks;
import dev.ferry.linux.memory.KernelPagemap;
import dev.ferry.linux.memory.PageRun;
import dev.ferry.linux.memory.ProcessMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Dumps a tree: freeze, ask every task, ask every open file, then write everything while the tree stands still. All of it runs
 * on the tracer thread.
 */
public final class DumpRunner {
    private static final int O_RDONLY = 0;

    private final FileKinds kinds = FileKinds.load();
    private final DumpOptions options;
    private final Optional<TreeTracker> tracker;
    private Optional<ParentCheckpoint> parent = Optional.empty();

    public DumpRunner(DumpOptions options) {
        this(options, Optional.empty());
    }

    /** @param tracker of memory that whoever restores the set has from rounds of pre-copy */
    public DumpRunner(DumpOptions options, Optional<TreeTracker> tracker) {
        this.options = options;
        this.tracker = tracker;
    }

    /**
     * Freezes, dumps and settles the fate of the tree below {@code root}.
     *
     * @throws RefusedException if the check has found that it can not be dumped; then nothing was touched
     */
    public DumpReport run(int root, ImageSink sink) throws IOException {
        RefusedException.ifBlocked(TreeCheck.of(root, options.tcp()));
        XstateLayout.ofThisCpu();
        if (sink.parent().isPresent()) {
            parent = Optional.of(ParentCheckpoint.of(sink.parent().get(), root));
        }
        long start = System.nanoTime();
        try (FrozenTree tree = FrozenTree.freeze(root)) {
            Duration freeze = Duration.ofNanos(System.nanoTime() - start);
            DumpReport report = dump(tree, sink, freeze);
            sink.finish();
            switch (options.fate()) {
                case KILL -> Parting.with(tree.pids(), options.addresses(), tree::kill);
                case LEAVE_STOPPED -> tree.keepStopped();
                case LEAVE_RUNNING -> {}
            }
            return report;
        }
    }

    /**
     * Writes the images of a frozen tree, which the caller marks as complete; the tree is as before afterwards, also when this
     * fails.
     */
    public DumpReport dump(FrozenTree tree, ImageSink sink, Duration freeze) throws IOException {
        long start = System.nanoTime();
        SeccompFilters filters = new SeccompFilters();
        CompletableFuture<Void> scan = tracker.map(TreeTracker::scan).orElse(CompletableFuture.completedFuture(null));
        List<InspectedTask> tasks = inspect(tree, filters);
        scan.join();
        try (Closing closing = new Closing();
                CheckpointBuilder builder = CheckpointBuilder.of(livingPids(tasks), options)) {
            builder.openFiles().addQueues(/* isFrozen= */ true);
            TreeImages images = TreeImages.of(tasks);
            TreeShape shape = images.shape();
            endRounds(shape);
            describeMemory(images, builder);
            describeSegments(images, builder);
            IpcImages ipc = dumpIpc(tree);
            dumpFiles(images, builder);
            Clocks clocks = Clocks.of(tree.root());
            builder.describe(ImageType.TIMENS, SavedClocks.NUMBER, image -> image.write(clocks.image()));
            if (filters.entry().isPresent()) {
                builder.append(ImageType.SECCOMP, filters.entry().get());
            }
            List<PageSet> pages = pageSets(tasks, builder, closing);
            if (parent.isPresent()) {
                pages = parent.get().changed(pages);
            }
            long collected = System.nanoTime();
            new CollectedTree(images, shape, ipc, builder, pages).writeTo(sink, tracker.isPresent());
            return report(tree, pages, freeze, start, collected);
        }
    }

    private void endRounds(TreeShape shape) {
        tracker.ifPresent(rounds -> rounds.stopped(shape));
    }

    private static List<InspectedTask> inspect(FrozenTree tree, SeccompFilters filters) throws IOException {
        List<InspectedTask> tasks = new ArrayList<>();
        for (FrozenTask task : tree.tasks()) {
            tasks.add(TaskInspector.inspect(task, filters));
        }
        return tasks;
    }

    private static List<Integer> livingPids(List<InspectedTask> tasks) {
        return tasks.stream()
                .filter(task -> !task.isZombie())
                .map(InspectedTask::pid)
                .toList();
    }

    private void describeMemory(TreeImages images, CheckpointBuilder builder) throws IOException {
        images.tasks().forEach(task -> builder.shared().reserveSegments(task.mappings()));
        for (InspectedTask task : images.tasks()) {
            if (!task.isZombie()) {
                int pid = task.pid();
                VmaImages vmas = new VmaImages(pid, builder.openFiles()::ofLink, builder.shared());
                MmEntry.Builder mm = task.mm().toBuilder()
                        .setExeFileId(linked(builder, pid, "exe").id())
                        .addAllVmas(vmas.entries(task.mappings()))
                        .addAllVmas(GuardRegions.entries(pid, task.mappings(), mapping -> guards(pid, mapping)));
                images.mms().put(pid, mm.build());
                images.fs()
                        .put(
                                pid,
                                FsEntry.newBuilder()
                                        .setCwdId(linked(builder, pid, "cwd").id())
                                        .setRootId(linked(builder, pid, "root").id())
                                        .setUmask(task.umask())
                                        .build());
            }
        }
    }

    private static void describeSegments(TreeImages images, CheckpointBuilder builder) throws IOException {
        List<Mapping> mappings = images.tasks().stream()
                .flatMap(task -> task.mappings().stream())
                .toList();
        for (int id : builder.shared().segments()) {
            images.segments().add(SysvSegments.entry(id, mappings));
        }
    }

    private Optional<List<PageRun>> guards(int pid, Mapping mapping) {
        return tracker.flatMap(rounds -> rounds.guards(pid, mapping));
    }

    private static IpcImages dumpIpc(FrozenTree tree) throws IOException {
        IpcUse use = IpcUse.of(tree.pids(), tree::ipcWaits);
        for (IpcRefusal refusal : IpcRefusal.of(use, tree.pids())) {
            throw new DumpException(refusal.sentence());
        }
        return IpcImages.dump(use);
    }

    private static OpenFile linked(CheckpointBuilder builder, int pid, String link) throws IOException {
        return builder.openFiles().ofLink(Path.of("/proc", Integer.toString(pid), link), O_RDONLY);
    }

    private void dumpFiles(TreeImages images, CheckpointBuilder builder) throws IOException {
        List<FileEntry> sockets = new ArrayList<>();
        for (OpenFile file : List.copyOf(builder.files())) {
            FileEntry entry = Fown.dump(kindOf(file, builder).dump(file, builder), file);
            (entry.getType() == FdTypes.UNIXSK ? sockets : images.files()).add(entry);
            FileLocks.dump(file, builder);
            for (OpenFile.Owner owner : file.owners()) {
                images.addDescriptor(owner.pid(), owner.fd(), owner.cloexec(), file.id(), entry.getType());
            }
        }
        images.files().addAll(UnixSocketOrder.of(sockets));
        images.files().addAll(builder.companions());
        for (String path : options.carry()) {
            builder.carried().add(path);
        }
    }

    private FileKind kindOf(OpenFile file, CheckpointBuilder builder) throws IOException {
        FileKind kind = kinds.of(file)
                .orElseThrow(() -> new DumpException(
                        "The open file " + file.describe() + " is of a kind that this version of Ferry can not move."));
        requireNone(kind.refusal(file, builder));
        requireNone(FileLocks.refusal(file));
        requireNone(InFlight.refusal(file, builder));
        requireNone(Fown.refusal(file, builder));
        return kind;
    }

    private static void requireNone(Optional<String> refusal) throws DumpException {
        if (refusal.isPresent()) {
            throw new DumpException(refusal.get());
        }
    }

    private List<PageSet> pageSets(List<InspectedTask> tasks, CheckpointBuilder builder, Closing closing)
            throws IOException {
        List<PageSet> sets = new ArrayList<>();
        for (InspectedTask task : tasks) {
            if (!task.isZombie()) {
                ProcessMemory memory = closing.add(ProcessMemory.open(task.pid()));
                String name = ImageType.PAGEMAP.fileName(task.pid());
                sets.add(privateSet(name, builder.newId(), task, memory));
            }
        }
        for (SharedMemories.SharedMemory memory : builder.shared().all()) {
            String name = ImageType.SHMEM_PAGEMAP.fileName(memory.id());
            sets.add(sharedSet(name, builder.newId(), memory));
        }
        return sets;
    }

    private PageSet sharedSet(String name, int pagesId, SharedMemories.SharedMemory memory) throws IOException {
        List<PageRun> extents = memory.extents();
        if (tracker.isEmpty()) {
            return new PageSet(name, pagesId, extents, memory::read);
        }
        PageRunSet sent = tracker.get().finish(memory, extents);
        return new PageSet(name, pagesId, sent.select(extents, false), sent.select(extents, true), memory::read);
    }

    /** What is in the task's own pages, and of the kernel's mappings the vdso; shared memory has none. */
    private PageSet privateSet(String name, int pagesId, InspectedTask task, ProcessMemory memory) throws IOException {
        PreCopied preCopied =
                tracker.isPresent() ? tracker.get().finish(task.pid(), task.mappings()) : PreCopied.nothing();
        List<PageRun> runs = new ArrayList<>();
        List<PageRun> there = new ArrayList<>();
        try (KernelPagemap pagemap = KernelPagemap.open(task.pid())) {
            for (Mapping mapping : task.mappings()) {
                if (mapping.isVdso() && tracker.isEmpty()) {
                    // criu restore looks for the functions of the old vdso in it; in a migration nobody needs it.
                    runs.add(new PageRun(mapping.start(), mapping.end()));
                }
                if (!mapping.shared() && !mapping.isVdso() && !mapping.isVvar() && !mapping.isVsyscall()) {
                    Optional<List<PageRun>> known = preCopied.presentIn(mapping);
                    if (known.isPresent()) {
                        runs.addAll(preCopied.sent().select(known.get(), false));
                        there.addAll(preCopied.sent().select(known.get(), true));
                    } else {
                        runs.addAll(pagemap.anonymousPages(mapping.start(), mapping.end()));
                    }
                }
            }
        }
        return new PageSet(name, pagesId, runs, there, memory::read);
    }

    private static DumpReport report(
            FrozenTree tree, List<PageSet> pages, Duration freeze, long start, long collected) {
        int threads =
                tree.tasks().stream().mapToInt(task -> task.threads().size()).sum();
        return new DumpReport(
                tree.tasks().size(),
                threads,
                pages.stream().mapToLong(PageSet::bytes).sum(),
                freeze,
                Duration.ofNanos(collected - start),
                Duration.ofNanos(System.nanoTime() - collected));
    }
}
