package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.PagemapEntry;
import dev.ferry.engine.image.proto.PagemapHead;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts the pages of the pages images where their pagemaps say, as they come in. Only pages inside mappings that the task really
 * has are written, so a hostile pagemap can not reach our scratch memory.
 */
final class PageLoader {
    private static final int CHUNK = 1 << 20;
    private static final int PARENT = 1;
    private static final int PRESENT = 1 << 2;
    private static final long UNSIGNED_INT = 0xffff_ffffL;

    private final Map<String, Target> byPagesName = new HashMap<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final byte[] heap = new byte[CHUNK];
    private long bytes;

    /** Where pages go. */
    private interface Place {
        void write(long address, ByteBuffer direct) throws IOException;
    }

    private record Target(List<PageRun> runs, Place place) {}

    /** Reads the pagemaps of all tasks and shared memories. */
    static PageLoader of(RestorePlan plan, Map<Integer, RestoringTask> tasks, SharedMemoryStage shared)
            throws IOException {
        PageLoader loader = new PageLoader();
        for (RestoringTask task : tasks.values()) {
            String name = ImageType.PAGEMAP.fileName(task.pid());
            if (plan.images().has(name)) {
                loader.add(plan, name, task.memory()::writeRemaining, new PrivateMemory(task));
            }
        }
        for (long id : shared.ids()) {
            String name = ImageType.SHMEM_PAGEMAP.fileName(id);
            if (plan.images().has(name)) {
                loader.add(plan, name, (at, pages) -> shared.write(id, at, pages), shared.limits(id));
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
                if (MappingPlan.isPrivate(vma) && vma.getStart() <= reached && reached < vma.getEnd()) {
                    reached = vma.getEnd();
                    if (reached - start >= length) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private void add(RestorePlan plan, String name, Place place, Limits limits) throws IOException {
        List<PageRun> runs = new java.util.ArrayList<>();
        try (ImageReader reader = plan.images().open(ImageType.PAGEMAP, name)) {
            PagemapHead head = reader.require(PagemapHead.parser());
            for (Optional<PagemapEntry> next = reader.next(PagemapEntry.parser());
                    next.isPresent();
                    next = reader.next(PagemapEntry.parser())) {
                PageRun run = pages(name, next.get());
                requireRoom(name, next.get(), run, limits);
                if (!isInParent(next.get())) {
                    runs.add(run);
                }
            }
            String pages = ImageType.PAGES.fileName(Integer.toUnsignedLong(head.getPagesId()));
            if (byPagesName.put(pages, new Target(runs, place)) != null) {
                throw new ImageException("Two pagemaps refer to " + pages + ".");
            }
        }
    }

    /** The pages of an entry, which may be anything. */
    static PageRun pages(String name, PagemapEntry entry) throws ImageException {
        long pages = entry.hasNrPages() ? entry.getNrPages() : entry.getCompatNrPages() & UNSIGNED_INT;
        long start = entry.getVaddr();
        if (pages <= 0 || pages >= 1L << 36 || (start & (Mman.PAGE_SIZE - 1)) != 0 || start < 0) {
            throw noRoom(name, start);
        }
        return new PageRun(start, start + (pages << Mman.PAGE_SHIFT));
    }

    private static void requireRoom(String name, PagemapEntry entry, PageRun run, Limits limits) throws ImageException {
        boolean present = !entry.hasFlags() || (entry.getFlags() & PRESENT) != 0;
        boolean here = isInParent(entry) ? limits.hasAlready(run) : present;
        if (!here || run.end() < run.start() || !limits.allow(run.start(), run.bytes())) {
            throw noRoom(name, run.start());
        }
    }

    private static boolean isInParent(PagemapEntry entry) {
        return entry.hasFlags() && (entry.getFlags() & PARENT) != 0;
    }

    private static ImageException noRoom(String name, long start) {
        return new ImageException(
                name + " has pages at " + Long.toHexString(start) + " that this checkpoint has no memory for.");
    }

    /** Loads one pages image. */
    void load(IncomingImage image) throws IOException {
        Target target = byPagesName.remove(image.name());
        if (target == null) {
            throw new ImageException("The checkpoint has " + image.name() + ", which no pagemap refers to.");
        }
        for (Iterator<PageRun> runs = target.runs().iterator(); runs.hasNext(); ) {
            load(image, runs.next(), target.place());
        }
        if (image.content().read() >= 0) {
            throw new ImageException(image.name() + " has more pages than its pagemap announces.");
        }
    }

    private void load(IncomingImage image, PageRun run, Place place) throws IOException {
        for (long done = 0; done < run.bytes(); ) {
            int wanted = (int) Math.min(CHUNK, run.bytes() - done);
            int got = image.content().readNBytes(heap, 0, wanted);
            if (got < wanted) {
                throw new ImageException(image.name() + " ends before its pagemap does.");
            }
            chunk.clear().put(0, heap, 0, got).limit(got);
            place.write(run.start() + done, chunk);
            done += got;
            bytes += got;
        }
    }

    /** Fails if pages that a pagemap announces have not come. */
    void requireComplete() throws ImageException {
        for (Map.Entry<String, Target> missing : byPagesName.entrySet()) {
            if (!missing.getValue().runs().isEmpty()) {
                throw new ImageException("The checkpoint has no " + missing.getKey() + ".");
            }
        }
    }

    /** How much has been loaded. */
    long bytes() {
        return bytes;
    }
}
