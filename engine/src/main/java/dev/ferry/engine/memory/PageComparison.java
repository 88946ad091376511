package dev.ferry.engine.memory;

import dev.ferry.engine.memory.PageSet.PageReader;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Finds the pages that are the same, byte for byte, in two places. */
final class PageComparison {
    private static final int CHUNK = 1 << 20;

    private final PageReader one;
    private final PageReader other;
    private final ByteBuffer here = ByteBuffer.allocateDirect(CHUNK);
    private final ByteBuffer there = ByteBuffer.allocateDirect(CHUNK);

    PageComparison(PageReader one, PageReader other) {
        this.one = one;
        this.other = other;
    }

    /** Adds those of {@code run} to {@code same}. */
    void findSame(PageRun run, PageRunSet same) throws IOException {
        for (long address = run.start(); address < run.end(); address += CHUNK) {
            int length = (int) Math.min(CHUNK, run.end() - address);
            one.read(address, here.clear().limit(length));
            other.read(address, there.clear().limit(length));
            here.clear().limit(length);
            there.clear().limit(length);
            compare(address, same);
        }
    }

    private void compare(long address, PageRunSet same) {
        int length = here.limit();
        for (int from = 0; from < length; ) {
            int difference = here.position(from).mismatch(there.position(from));
            int end = difference < 0 ? length : (from + difference) & -(int) Mman.PAGE_SIZE;
            if (end > from) {
                same.add(new PageRun(address + from, address + end));
            }
            from = end + (int) Mman.PAGE_SIZE;
        }
    }
}
