package dev.ferry.engine.restore;

import dev.ferry.engine.carry.FilePlacer;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.linux.abi.Ptrace;
import dev.ferry.linux.inject.RemoteSyscalls;
import dev.ferry.linux.inject.Trampoline;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Restores a tree from a checkpoint as it comes in. All of it runs on the tracer thread. */
public final class RestoreRunner {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final long STUB_OPTIONS = Ptrace.O_EXITKILL | Ptrace.O_TRACEFORK | Ptrace.O_TRACECLONE;

    private final RestoreOptions options;

    public RestoreRunner(RestoreOptions options) {
        this.options = options;
    }

    /** Makes the tree and returns it complete and stopped; if anything fails, nothing of it is left. */
    public RestoredTree restore(ImageSource source) throws IOException {
        FilePlacer.takeBackOfTheDead();
        CheckpointImages images = CheckpointImages.read(source);
        RestorePlan plan = RestorePlan.of(images);
        plan.requireLivingParents();
        try (ContentStage contents = new ContentStage(plan, source, options.existingFiles());
                FileStage files = new FileStage(plan, contents);
                SharedMemoryStage shared = new SharedMemoryStage(plan)) {
            Optional<IncomingImage> firstPages = contents.place(images.firstContent());
            files.create();
            ScratchSite site = ScratchSite.outside(plan.tasks());
            TreeCloner cloner = new TreeCloner(plan);
            try {
                cloneTree(site, cloner);
                long bytes = build(plan, site, cloner.tasks(), files, shared, source, firstPages);
                return new RestoredTree(cloner.tasks().values(), contents.handOver(), bytes);
            } catch (IOException | RuntimeException | Error e) {
                discard(cloner);
                throw e;
            }
        }
    }

    private static void discard(TreeCloner cloner) throws IOException {
        try {
            RestoredTree.kill(cloner.tasks().values());
        } finally {
            cloner.tasks().values().forEach(RestoringTask::close);
        }
    }

    private static void cloneTree(ScratchSite site, TreeCloner cloner) throws IOException {
        try (Stub stub = Stub.start();
                ProcessMemory memory = ProcessMemory.open(stub.pid())) {
            Tracee tracee = Tracee.seize(stub.pid(), STUB_OPTIONS);
            tracee.interrupt();
            tracee.awaitStop(STOP_LIMIT);
            RemoteSyscalls remote = RemoteSyscalls.on(tracee, Stub.SYSCALL_INSTRUCTION);
            cloner.cloneFrom(remote, Trampoline.mapAt(remote, memory, site.trampoline()));
        }
        for (RestoringTask task : cloner.tasks().values()) {
            if (task.plan().isZombie()) {
                ZombieStage.end(task, cloner.tasks().get(task.plan().ppid()));
            }
        }
    }

    /** Returns how many bytes of memory were loaded. */
    private static long build(
            RestorePlan plan,
            ScratchSite site,
            Map<Integer, RestoringTask> tasks,
            FileStage files,
            SharedMemoryStage shared,
            ImageSource source,
            Optional<IncomingImage> firstPages)
            throws IOException {
        var living =
                tasks.values().stream().filter(task -> !task.plan().isZombie()).toList();
        MemoryStage memory = new MemoryStage(site, files, shared);
        for (RestoringTask task : living) {
            memory.map(task);
        }
        TaskStage taskStage = new TaskStage(files);
        DescriptorStage descriptors = new DescriptorStage(files);
        PageLoader pages = PageLoader.of(plan, tasks, shared);
        loadPages(pages, source, firstPages);
        for (RestoringTask task : living) {
            taskStage.restore(task);
            descriptors.open(task);
            ThreadStage.cloneThreads(task);
        }
        files.link(tasks);
        for (RestoringTask task : living) {
            ThreadStage.restore(task);
        }
        for (RestoringTask task : living) {
            ThreadStage.finish(task);
        }
        for (RestoringTask task : living) {
            ReleaseStage.complete(task);
        }
        return pages.bytes();
    }

    private static void loadPages(PageLoader pages, ImageSource source, Optional<IncomingImage> first)
            throws IOException {
        for (Optional<IncomingImage> next = first; next.isPresent(); next = source.next()) {
            if (!next.get().name().startsWith("pages-")) {
                throw new ImageException("The checkpoint has " + next.get().name() + " after its pages.");
            }
            pages.load(next.get());
        }
        pages.requireComplete();
    }
}
