package dev.ferry.engine.restore;

import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/**
 * The memory of a task, where its pages go. CRIU saves the kernel's code in it (the vdso) too: that is not written, but has to be the
 * same here as it was there.
 */
final class TaskPages implements PageContents.Place {
    private final RestoringTask task;
    private final Optional<PageRun> vdso;

    TaskPages(RestoringTask task) {
        this.task = task;
        vdso = task.plan().mm().getVmasList().stream()
                .filter(MappingPlan::isVdso)
                .map(vma -> new PageRun(vma.getStart(), vma.getEnd()))
                .findFirst();
    }

    @Override
    public void write(List<PageRun> parts, ByteBuffer direct) throws IOException {
        if (parts.stream().noneMatch(this::meetsVdso)) {
            task.memory().write(parts, direct);
            return;
        }
        int at = 0;
        for (PageRun part : parts) {
            int length = (int) part.bytes();
            writeAround(part.start(), direct.slice(at, length));
            at += length;
        }
    }

    private boolean meetsVdso(PageRun part) {
        return vdso.isPresent() && part.start() < vdso.get().end() && vdso.get().start() < part.end();
    }

    /** Writes what is before and behind the vdso. */
    private void writeAround(long address, ByteBuffer pages) throws IOException {
        int from = inside(vdso.orElseThrow().start() - address, pages);
        int to = inside(vdso.orElseThrow().end() - address, pages);
        requireSame(address + from, pages.slice(from, to - from));
        task.memory().write(address, pages.slice(0, from));
        task.memory().write(address + to, pages.slice(to, pages.limit() - to));
    }

    private static int inside(long offset, ByteBuffer pages) {
        return (int) Math.max(0, Math.min(pages.limit(), offset));
    }

    private void requireSame(long address, ByteBuffer there) throws IOException {
        ByteBuffer here = ByteBuffer.allocateDirect(there.limit());
        task.memory().read(address, here);
        if (!there.equals(here)) {
            throw new RestoreException("The vdso of this kernel is not the one that the program had;"
                    + " restore on a host with the same kernel.");
        }
    }
}
