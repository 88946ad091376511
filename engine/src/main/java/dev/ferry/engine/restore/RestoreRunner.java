package dev.ferry.engine.restore;

import dev.ferry.engine.carry.FilePlacer;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.IncomingImage;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Restores a tree from a checkpoint as it comes in. All of it runs on the tracer thread. */
public final class RestoreRunner {
    private final RestoreOptions options;

    public RestoreRunner(RestoreOptions options) {
        this.options = options;
    }

    /** Makes the tree and returns it complete and stopped; if anything fails, nothing of it is left. */
    public RestoredTree restore(ImageSource source) throws IOException {
        try (Skeleton empty = Skeleton.launch()) {
            return restore(source, empty);
        }
    }

    /** The same out of processes that have some of the memory already; the caller closes {@code skeleton} in any case. */
    public RestoredTree restore(ImageSource source, Skeleton skeleton) throws IOException {
        FilePlacer.takeBackOfTheDead();
        CheckpointImages images = CheckpointImages.read(source);
        RestorePlan plan = RestorePlan.of(images);
        plan.requireLivingParents();
        options.limits().requireTasks(plan.threads());
        options.limits().requireCapabilities(plan.capabilities());
        try (ContentStage contents = new ContentStage(plan, source, options.existingFiles());
                SharedMemoryStage shared = new SharedMemoryStage(plan, skeleton.shared());
                FileStage files = new FileStage(plan, contents, skeleton.terminals(), shared, options.addresses())) {
            Optional<IncomingImage> firstPages = contents.place(images.firstContent());
            Map<Integer, RestoringTask> tasks = skeleton.become(plan);
            files.create();
            plan.terminals().forgetWindowChanges(tasks);
            SegmentStage segments = new SegmentStage(plan);
            segments.create(shared, contents);
            SemaphoreStage semaphores = new SemaphoreStage(plan.ipc());
            semaphores.create(contents);
            QueueStage queues = new QueueStage(plan.ipc());
            queues.create(contents);
            Users users = new Users(tasks);
            semaphores.use(users);
            queues.fill(users);
            MemoryStage memory = new MemoryStage(files, shared, segments);
            long bytes = build(plan, tasks, memory, files, shared, source, firstPages);
            segments.finish();
            if (plan.clocks().isPresent()) {
                skeleton.clocks().awaitAtLeast(plan.clocks().get().then());
            }
            RestoredTree tree = new RestoredTree(tasks.values(), contents.handOver(), files.handOver(), bytes);
            skeleton.handOver();
            return tree;
        }
    }

    /** Returns how many bytes of memory were loaded. */
    private long build(
            RestorePlan plan,
            Map<Integer, RestoringTask> tasks,
            MemoryStage memory,
            FileStage files,
            SharedMemoryStage shared,
            ImageSource source,
            Optional<IncomingImage> firstPages)
            throws IOException {
        var living =
                tasks.values().stream().filter(task -> !task.plan().isZombie()).toList();
        for (RestoringTask task : living) {
            memory.map(task);
        }
        TaskStage taskStage = new TaskStage(files);
        DescriptorStage descriptors = new DescriptorStage(files);
        PageLoader pages = PageLoader.of(plan, tasks, shared);
        options.limits().requireMemory(pages.announced());
        loadPages(pages, source, firstPages);
        for (RestoringTask task : living) {
            GuardStage.install(task);
            taskStage.restore(task);
        }
        for (RestoringTask task : living) {
            if (!task.plan().sharesDescriptors()) {
                descriptors.open(task);
            }
            SeccompStage.installCommon(task, plan.seccomp());
            ThreadStage.cloneThreads(task);
        }
        files.link(tasks);
        for (RestoringTask task : living) {
            ThreadStage.restore(task);
        }
        for (RestoringTask task : living) {
            ThreadStage.finish(task, plan.seccomp());
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
