package dev.ferry.engine.diff;

import dev.ferry.linux.abi.Mman;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;

/** Goes through the pages of a mapping that a checkpoint has, in ascending order. */
final class PageCursor {
    private final Iterator<Map.Entry<Long, long[]>> runs;
    private final MemoryView.Window window;
    private long[] sums = {};
    private long start;
    private int at;

    /** @param runs sums by the addresses of the pagemap; the first may begin before the mapping */
    PageCursor(NavigableMap<Long, long[]> runs, MemoryView.Window window) {
        this.runs = runs.entrySet().iterator();
        this.window = window;
        this.at = -1;
        advance();
    }

    /** Goes to the next page. */
    void advance() {
        do {
            at++;
            while (at >= sums.length && runs.hasNext()) {
                Map.Entry<Long, long[]> run = runs.next();
                start = run.getKey();
                sums = run.getValue();
                at = 0;
            }
        } while (hasPage() && address() < window.start());
    }

    /** Whether there is a page here, and not the end of the mapping. */
    boolean hasPage() {
        return at < sums.length && address() < window.start() + window.bytes();
    }

    /** Where the process has the page. */
    long address() {
        return start + (long) at * Mman.PAGE_SIZE - window.address() + window.start();
    }

    long sum() {
        return sums[at];
    }
}
