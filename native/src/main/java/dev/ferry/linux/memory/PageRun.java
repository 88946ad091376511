package dev.ferry.linux.memory;

import dev.ferry.linux.abi.Mman;

/**
 * Consecutive pages.
 *
 * @param start address of the first byte
 * @param end address after the last byte
 */
public record PageRun(long start, long end) {
    /** Length in bytes. */
    public long bytes() {
        return end - start;
    }

    /** Length in pages. */
    public long pages() {
        return bytes() >>> Mman.PAGE_SHIFT;
    }
}
