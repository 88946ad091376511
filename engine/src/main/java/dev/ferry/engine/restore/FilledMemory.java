package dev.ferry.engine.restore;

import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.ImageReader;
import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.Pagemap;
import dev.ferry.engine.image.proto.VmaEntry;
import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.precopy.PageTransfer;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.inject.Batch;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * The memory that a task has before its images come: mapped as the source announces it, filled as the pages arrive. All of it is
 * readable and writable, and is not inherited by the children that the task is made to have meanwhile.
 */
final class FilledMemory {
    private static final int PROTECTION = Mman.PROT_READ | Mman.PROT_WRITE;
    private static final int FLAGS = Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_FIXED_NOREPLACE;
    /** Flags that a mapping gets only when it is made. */
    private static final int LASTING = Mman.MAP_GROWSDOWN | Mman.MAP_LOCKED;

    private final RestoringTask task;
    private final PageRunSet plain = new PageRunSet();
    private final PageRunSet noReserve = new PageRunSet();
    private PageRunSet usable = new PageRunSet();

    FilledMemory(RestoringTask task) {
        this.task = task;
    }

    /** Maps what the source has announced, in place of what was there. On the tracer thread. */
    void map(PageTransfer area) throws IOException {
        for (PageRunSet known : List.of(plain, noReserve)) {
            unmap(known.select(List.of(area.run()), true), known);
        }
        int flags = FLAGS | area.flags();
        try {
            mmap(area.run(), flags);
        } catch (ErrnoException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
            task.moveScratch(ScratchSite.outside(inTheWay(area.run())));
            mmap(area.run(), flags);
        }
        (area.flags() == 0 ? plain : noReserve).add(area.run());
    }

    private void mmap(PageRun run, int flags) throws IOException {
        task.leader().call("mmap", Nr.MMAP, run.start(), run.bytes(), PROTECTION, flags, -1, 0);
        task.leader().call("madvise(DONTFORK)", Nr.MADVISE, run.start(), run.bytes(), Mman.MADV_DONTFORK);
    }

    private List<PageRun> inTheWay(PageRun wanted) {
        List<PageRun> runs = new ArrayList<>(plain.runs());
        runs.addAll(noReserve.runs());
        runs.add(wanted);
        runs.add(task.site().whole());
        return runs;
    }

    private void unmap(List<PageRun> runs, PageRunSet from) throws IOException {
        for (PageRun run : runs) {
            task.leader().call("munmap", Nr.MUNMAP, run.start(), run.bytes());
            from.remove(run);
        }
    }

    /**
     * Writes pages into what was announced before; anywhere else would be our own scratch memory. Any thread.
     *
     * @param chunk a direct buffer with room for the content
     */
    void write(PageTransfer pages, ByteBuffer chunk) throws IOException {
        for (PageRun unknown : plain.select(List.of(pages.run()), false)) {
            if (!noReserve.containsAll(unknown)) {
                throw new ImageException("Pages of process " + pages.owner() + " came at "
                        + Long.toHexString(unknown.start()) + ", where no mapping was announced.");
            }
        }
        chunk.clear().put(pages.content()).flip();
        task.memory().writeRemaining(pages.run().start(), chunk);
    }

    /** Removes what the program has no use for any more, content that it has dropped included. */
    void settle(RestorePlan plan) throws IOException {
        PageRunSet wantPlain = new PageRunSet();
        PageRunSet wantNoReserve = new PageRunSet();
        for (VmaEntry vma : task.plan().mm().getVmasList()) {
            if (isPlainAnonymous(vma)) {
                boolean reserved = (vma.getFlags() & Mman.MAP_NORESERVE) == 0;
                (reserved ? wantPlain : wantNoReserve).add(new PageRun(vma.getStart(), vma.getEnd()));
            }
        }
        keepOnly(plain, wantPlain);
        keepOnly(noReserve, wantNoReserve);
        dropContent(plan);
        if (!task.site().isOutside(ScratchSite.memoryOf(task.plan()))) {
            List<PageRun> taken = new ArrayList<>(ScratchSite.memoryOf(task.plan()));
            taken.add(task.site().whole());
            task.moveScratch(ScratchSite.outside(taken));
        }
    }

    private void keepOnly(PageRunSet areas, PageRunSet wanted) throws IOException {
        List<PageRun> all = areas.runs();
        unmap(wanted.select(all, false), areas);
        wanted.select(all, true).forEach(usable::add);
    }

    private static boolean isPlainAnonymous(VmaEntry vma) {
        return MappingPlan.isPrivate(vma) && !MappingPlan.isFile(vma) && (vma.getFlags() & LASTING) == 0;
    }

    private void dropContent(RestorePlan plan) throws IOException {
        Batch batch = task.batch();
        for (PageRun area : usable.runs()) {
            make(batch, "madvise(DOFORK)", area, Mman.MADV_DOFORK);
        }
        for (PageRun gap : withoutContent(plan)) {
            make(batch, "madvise(DONTNEED)", gap, Mman.MADV_DONTNEED);
        }
        batch.run();
    }

    private static void make(Batch batch, String name, PageRun run, int advice) throws IOException {
        if (!batch.hasRoom(1, 0)) {
            batch.runAndClear();
        }
        batch.add(name, Nr.MADVISE, run.start(), run.bytes(), advice);
    }

    private List<PageRun> withoutContent(RestorePlan plan) throws IOException {
        PageRunSet without = new PageRunSet();
        usable.runs().forEach(without::add);
        String name = ImageType.PAGEMAP.fileName(task.pid());
        if (usable.isEmpty() || !plan.images().has(name)) {
            return without.runs();
        }
        try (ImageReader reader = plan.images().open(ImageType.PAGEMAP, name)) {
            Pagemap.read(name, reader).entries().forEach(entry -> without.remove(entry.run()));
        }
        return without.runs();
    }

    /** The pages that are mapped already as the program is to have them, but for their protection; after {@link #settle}. */
    PageRunSet usable() {
        return usable;
    }
}
