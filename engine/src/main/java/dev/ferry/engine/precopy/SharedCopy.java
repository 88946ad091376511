package dev.ferry.engine.precopy;

import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.memory.PageSums;
import dev.ferry.engine.memory.SharedMemories.SharedMemory;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Copies one shared memory in rounds. The kernel can not say who has written to it, for it knows that by page table only, and there
 * is one for each process that has it or had it; so all of it is read in every look, and compared with what was sent (0013).
 */
final class SharedCopy {
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(Mman.PAGE_SIZE);

    private final SharedMemory memory;
    private final PageRun whole;
    private final PageSums sums = new PageSums();
    /** What the other side had as it was at the last round; of pages with content {@link #sums} says what that is. */
    private final PageRunSet sent = new PageRunSet();
    /** Where the other side may have something else than zeros. */
    private final PageRunSet filled = new PageRunSet();

    private final ByteBuffer chunk;
    private List<PageRun> dirty = List.of();
    private boolean announced;

    /** @param chunk a direct buffer for a frame's content, in the byte order of this machine */
    SharedCopy(SharedMemory memory, ByteBuffer chunk) throws IOException {
        this.memory = memory;
        this.chunk = chunk;
        this.whole = new PageRun(0, size(memory));
    }

    private static long size(SharedMemory memory) throws IOException {
        return FileStat.of(memory.content()).size() + Mman.PAGE_SIZE - 1 & -Mman.PAGE_SIZE;
    }

    /** Looks what there is to send, and returns how many bytes that are. */
    long look() throws IOException {
        List<PageRun> extents = memory.extents();
        sent.retain(whole, extents);
        dirty = changed(memory, extents).runs();
        return dirty.stream().mapToLong(PageRun::bytes).sum();
    }

    /** The pages that the other side does not have as they are now. */
    private PageRunSet changed(SharedMemory now, List<PageRun> extents) throws IOException {
        PageRunSet changed = new PageRunSet();
        for (PageRun extent : extents) {
            for (long at = extent.start(); at < extent.end(); at += PageTransfer.MAX_CONTENT) {
                PageRun part = new PageRun(at, Math.min(extent.end(), at + PageTransfer.MAX_CONTENT));
                now.read(List.of(part), chunk.clear().limit((int) part.bytes()));
                compare(part, changed);
            }
        }
        return changed;
    }

    private void compare(PageRun part, PageRunSet changed) {
        for (int offset = 0; offset < part.bytes(); offset += Mman.PAGE_SIZE) {
            long address = part.start() + offset;
            boolean same = filled.contains(address)
                    ? sent.contains(address) && sums.isSame(address, chunk, offset)
                    : sent.contains(address) && isZero(offset);
            if (!same) {
                changed.add(new PageRun(address, address + Mman.PAGE_SIZE));
            }
        }
    }

    private boolean isZero(int offset) {
        return chunk.slice(offset, Mman.PAGE_SIZE).mismatch(ZEROS) < 0;
    }

    /** Sends what the last {@link #look} found, as it is now; returns how many bytes that were. */
    long send(PageSink sink) throws IOException {
        if (!announced) {
            sink.pages(PageTransfer.header(memory.id(), Mman.MAP_SHARED, whole), new byte[0], 0, 0);
            announced = true;
        }
        if (dirty.isEmpty()) {
            return 0;
        }
        List<PageRun> parts = dirty;
        dirty = List.of();
        return new PageSender(memory.id(), Mman.MAP_SHARED, this::readAndRemember, sent, filled, sink).send(parts);
    }

    private void readAndRemember(List<PageRun> parts, ByteBuffer direct) throws IOException {
        ByteBuffer content = direct.duplicate();
        memory.read(parts, direct);
        sums.remember(parts.get(0), content);
    }

    /**
     * What of {@code last}, this memory as the dump has it, the other side has. Nobody writes to it any more. What counts is the
     * content alone: another memory with the same number would do no harm.
     *
     * @param extents what is not a hole
     */
    PageRunSet finish(SharedMemory last, List<PageRun> extents) throws IOException {
        PageRunSet there = new PageRunSet();
        if (announced && size(last) == whole.bytes()) {
            sent.retain(whole, extents);
            changed(last, extents).select(extents, false).forEach(there::add);
        }
        return there;
    }
}
