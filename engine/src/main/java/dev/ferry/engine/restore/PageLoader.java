package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.stream.IncomingImage;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Puts the pages of the pages images where their pagemaps say, as they come in. Only pages inside mappings that the task really
 * has are written, so a hostile pagemap can not reach our scratch memory.
 */
final class PageLoader {
    private static final int CHUNK = 1 << 20;

    private final Map<String, Target> byPagesName = new HashMap<>();
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final byte[] heap = new byte[CHUNK];
    private long bytes;

    /** Where pages go. */
    private interface Place {
        void write(long address, ByteBuffer direct) throws IOException;
    }

    /** The memory of a task. The kernel's code in it is not written but has to be the same here as it was there. */
    private record TaskPages(RestoringTask task) implements Place {
        @Override
        public void write(long address, ByteBuffer direct) throws IOException {
            for (VmaEntry vma : task.plan().mm().getVmasList()) {
                long end = address + direct.remaining();
                if (MappingPlan.isVdso(vma) && vma.getStart() < end && address < vma.getEnd()) {
                    writeAround(vma, address, direct);
                    return;
                }
            }
            task.memory().writeRemaining(address, direct);
        }

        private void writeAround(VmaEntry vdso, long address, ByteBuffer direct) throws IOException {
            int from = (int) Math.max(0, vdso.getStart() - address);
            int to = (int) Math.min(direct.remaining(), vdso.getEnd() - address);
            ByteBuffer here = ByteBuffer.allocateDirect(to - from);
            task.memory().read(address + from, here);
            if (!direct.slice(direct.position() + from, to - from).equals(here.rewind())) {
                throw new RestoreException("The vdso of this kernel is not the one that the program had;"
                        + " restore on a host with the same kernel.");
            }
            task.memory().writeRemaining(address, direct.slice(direct.position(), from));
            int after = direct.remaining() - to;
            task.memory().writeRemaining(address + to, direct.slice(direct.position() + to, after));
        }
    }

    private record Target(List<PageRun> runs, Place place) {}

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

    private void add(RestorePlan plan, String name, Place place, Limits limits) throws IOException {
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
        String pages = ImageType.PAGES.fileName(pagemap.pagesId());
        if (byPagesName.put(pages, new Target(runs, place)) != null) {
            throw new ImageException("Two pagemaps refer to " + pages + ".");
        }
    }

    private static void requireRoom(String name, Pagemap.Entry entry, Limits limits) throws ImageException {
        PageRun run = entry.run();
        boolean here = entry.isInParent() ? limits.hasAlready(run) : entry.isPresent();
        if (!here || !limits.allow(run.start(), run.bytes())) {
            throw Pagemap.noRoom(name, run.start());
        }
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
