package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Puts the pages of the pages images where their pagemaps say, as they come in. Only pages inside mappings that the task really
 * has are written, so a hostile pagemap can not reach our scratch memory.
 */
final class PageLoader {
    private final PageContents contents = new PageContents();

    /** Reads the pagemaps of all tasks and shared memories. */
    static PageLoader of(RestorePlan plan, Map<Integer, RestoringTask> tasks, SharedMemoryStage shared)
            throws IOException {
        PageLoader loader = new PageLoader();
        for (RestoringTask task : tasks.values()) {
            String name = ImageType.PAGEMAP.fileName(task.pid());
            if (plan.images().has(name)) {
                loader.add(plan, name, new TaskPages(task), new PrivateMemory(task));
            }
        }
        for (long id : shared.ids()) {
            String name = ImageType.SHMEM_PAGEMAP.fileName(id);
            if (plan.images().has(name)) {
                loader.add(plan, name, (parts, pages) -> shared.write(id, parts, pages), shared.limits(id));
            }
        }
        return loader;
    }

    /** Whether a run of pages lies where pages may be. */
    interface Limits {
        boolean allow(long start, long length);

        /** Whether these pages are there already. */
        default boolean hasAlready(PageRun pages) {
            return false;
        }
    }

    /** The private mappings of a task. */
    private record PrivateMemory(RestoringTask task) implements Limits {
        @Override
        public boolean hasAlready(PageRun pages) {
            return task.filled().usable().containsAll(pages);
        }

        @Override
        public boolean allow(long start, long length) {
            long reached = start;
            for (VmaEntry vma : task.plan().mm().getVmasList()) {
                if ((MappingPlan.isPrivate(vma) || MappingPlan.isVdso(vma))
                        && vma.getStart() <= reached
                        && reached < vma.getEnd()) {
                    reached = vma.getEnd();
                    if (reached - start >= length) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private void add(RestorePlan plan, String name, PageContents.Place place, Limits limits) throws IOException {
        List<PageRun> runs = new ArrayList<>();
        Pagemap pagemap;
        try (ImageReader reader = plan.images().open(ImageType.PAGEMAP, name)) {
            pagemap = Pagemap.read(name, reader);
        }
        for (Pagemap.Entry entry : pagemap.entries()) {
            requireRoom(name, entry, limits);
            if (!entry.isInParent()) {
                runs.add(entry.run());
            }
        }
        contents.expect(pagemap.pagesId(), runs, place);
    }

    private static void requireRoom(String name, Pagemap.Entry entry, Limits limits) throws ImageException {
        PageRun run = entry.run();
        boolean here = entry.isInParent() ? limits.hasAlready(run) : entry.isPresent();
        if (!here || !limits.allow(run.start(), run.bytes())) {
            throw Pagemap.noRoom(name, run.start());
        }
    }

    /** How much the pagemaps announce, bytes. */
    long announced() {
        return contents.expected();
    }

    /** Loads one pages image. */
    void load(IncomingImage image) throws IOException {
        if (!contents.load(image)) {
            throw new ImageException("The checkpoint has " + image.name() + ", which no pagemap refers to.");
        }
    }

    /** Fails if pages that a pagemap announces have not come. */
    void requireComplete() throws ImageException {
        contents.requireComplete();
    }

    /** How much has been loaded. */
    long bytes() {
        return contents.bytes();
    }
}
