package dev.ferry.linux.memory;

import dev.ferry.linux.abi.Mman;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Consecutive pages.
 *
 * @param start address of the first byte
 * @param end address after the last byte
 */
public record PageRun(long start, long end) {
    /** What is done with a run and its contents. */
    @FunctionalInterface
    public interface Use {
        void with(PageRun run, ByteBuffer contents) throws IOException;
    }

    /** Takes each run with its part of {@code contents}, in which they lie one behind the other. */
    public static void each(List<PageRun> runs, ByteBuffer contents, Use use) throws IOException {
        int at = 0;
        for (PageRun run : runs) {
            use.with(run, contents.slice(at, (int) run.bytes()));
            at += (int) run.bytes();
        }
    }

    /** Length in bytes. */
    public long bytes() {
        return end - start;
    }

    /** Length in pages. */
    public long pages() {
        return bytes() >>> Mman.PAGE_SHIFT;
    }
}
