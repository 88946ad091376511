package dev.ferry.engine.precopy;

import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.engine.memory.PageSet.PageReader;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Reads pages of a running process, or of a shared memory, and sends them, but for zeros where the other side has zeros. */
final class PageSender {
    private static final byte[] ZEROS = new byte[Mman.PAGE_SIZE];

    private final int owner;
    private final int flags;
    private final PageReader memory;
    private final PageRunSet sent;
    private final PageRunSet filled;
    private final PageSink sink;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(PageTransfer.MAX_CONTENT);
    private final byte[] heap = new byte[PageTransfer.MAX_CONTENT];

    /**
     * @param owner pid, or the number of the shared memory
     * @param flags MAP_SHARED for a shared memory, otherwise 0
     * @param memory where the content comes from, in one part at a time
     * @param sent gets the pages that were sent
     * @param filled where the other side may have something else than zeros; gets the pages that went out with content
     */
    PageSender(int owner, int flags, PageReader memory, PageRunSet sent, PageRunSet filled, PageSink sink) {
        this.owner = owner;
        this.flags = flags;
        this.memory = memory;
        this.sent = sent;
        this.filled = filled;
        this.sink = sink;
    }

    /** Returns how many bytes went out. */
    long send(List<PageRun> runs) throws IOException {
        long bytes = 0;
        for (PageRun run : runs) {
            for (long at = run.start(); at < run.end(); at += PageTransfer.MAX_CONTENT) {
                bytes += send(new PageRun(at, Math.min(run.end(), at + PageTransfer.MAX_CONTENT)));
            }
        }
        return bytes;
    }

    private long send(PageRun part) throws IOException {
        if (!read(part)) {
            sent.remove(part);
            return 0;
        }
        long bytes = sendRead(part);
        sent.add(part);
        return bytes;
    }

    /** False if it has been unmapped meanwhile, or the process has gone. */
    private boolean read(PageRun part) {
        try {
            memory.read(List.of(part), chunk.clear().limit((int) part.bytes()));
            chunk.get(0, heap, 0, (int) part.bytes());
            return true;
        } catch (IOException unmapped) {
            return false;
        }
    }

    private long sendRead(PageRun part) throws IOException {
        long bytes = 0;
        int length = (int) part.bytes();
        for (int from = 0; from < length; ) {
            int to = from;
            while (to < length && isWorth(part.start() + to, to)) {
                to += Mman.PAGE_SIZE;
            }
            if (to > from) {
                PageRun run = new PageRun(part.start() + from, part.start() + to);
                sink.pages(PageTransfer.header(owner, flags, run), heap, from, to - from);
                filled.add(run);
                bytes += to - from;
            }
            from = to + Mman.PAGE_SIZE;
        }
        return bytes;
    }

    private boolean isWorth(long address, int offset) {
        return filled.contains(address)
                || Arrays.mismatch(heap, offset, offset + Mman.PAGE_SIZE, ZEROS, 0, Mman.PAGE_SIZE) >= 0;
    }
}
