package dev.ferry.engine.memory;

import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of pages of one address space, by 2 MiB blocks: as large as what is in it, not as the address space. */
public final class PageBits {
    private static final int BLOCK_PAGES = 512;

    private static final BitSet NONE = new BitSet();

    private final NavigableMap<Long, BitSet> blocks = new TreeMap<>();

    /** Adds all pages of {@code run}. */
    public void add(PageRun run) {
        each(
                run,
                (block, from, to) -> blocks.computeIfAbsent(block, none -> new BitSet(BLOCK_PAGES))
                        .set(from, to));
    }

    /** Removes all pages of {@code run}; costs nothing for blocks that are not in the set. */
    public void remove(PageRun run) {
        blocks.subMap(blockOf(run.start()), true, blockOf(run.end() - 1), true)
                .forEach((block, bits) -> clear(block, bits, run));
    }

    /** Removes of {@code area} all pages but those of {@code runs}, which ascend. */
    public void retain(PageRun area, List<PageRun> runs) {
        long from = area.start();
        for (PageRun run : runs) {
            removeBetween(from, Math.min(run.start(), area.end()));
            from = Math.max(from, run.end());
        }
        removeBetween(from, area.end());
    }

    private void removeBetween(long start, long end) {
        if (start < end) {
            remove(new PageRun(start, end));
        }
    }

    /** All of it. */
    public void clear() {
        blocks.clear();
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return blocks.values().stream().allMatch(BitSet::isEmpty);
    }

    /** Everything that is in it, ascending. */
    public List<PageRun> runs() {
        List<PageRun> runs = new ArrayList<>();
        blocks.forEach((block, bits) -> select(block, 0, BLOCK_PAGES, true, runs));
        return runs;
    }

    /** Whether all pages of {@code run} are in it. */
    public boolean containsAll(PageRun run) {
        return select(List.of(run), false).isEmpty();
    }

    /** Whether the page at {@code address} is in it. */
    public boolean contains(long address) {
        long page = pageOf(address);
        BitSet bits = blocks.get(page / BLOCK_PAGES);
        return bits != null && bits.get((int) (page % BLOCK_PAGES));
    }

    /** The parts of {@code runs} that are in it, or those that are not; in the same order. */
    public List<PageRun> select(List<PageRun> runs, boolean wanted) {
        List<PageRun> selected = new ArrayList<>();
        for (PageRun run : runs) {
            each(run, (block, from, to) -> select(block, from, to, wanted, selected));
        }
        return selected;
    }

    private void select(long block, int from, int to, boolean wanted, List<PageRun> selected) {
        BitSet bits = blocks.getOrDefault(block, NONE);
        int start = next(bits, from, to, wanted);
        while (start < to) {
            int end = next(bits, start, to, !wanted);
            append(selected, addressOf(block, start), addressOf(block, end));
            start = next(bits, end, to, wanted);
        }
    }

    private static int next(BitSet bits, int from, int limit, boolean wanted) {
        int found = wanted ? bits.nextSetBit(from) : bits.nextClearBit(from);
        return found < 0 ? limit : Math.min(found, limit);
    }

    private static void append(List<PageRun> runs, long start, long end) {
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).end() == start) {
            runs.set(last, new PageRun(runs.get(last).start(), end));
        } else {
            runs.add(new PageRun(start, end));
        }
    }

    private static long addressOf(long block, int page) {
        return (block * BLOCK_PAGES + page) << Mman.PAGE_SHIFT;
    }

    /** Number of pages. */
    public long size() {
        return blocks.values().stream().mapToLong(BitSet::cardinality).sum();
    }

    private static void clear(long block, BitSet bits, PageRun run) {
        long first = block * BLOCK_PAGES;
        long from = Math.max(pageOf(run.start()), first);
        long to = Math.min(pageOf(run.end()), first + BLOCK_PAGES);
        if (from < to) {
            bits.clear((int) (from - first), (int) (to - first));
        }
    }

    private interface Part {
        void of(long block, int from, int to);
    }

    private static void each(PageRun run, Part part) {
        long end = pageOf(run.end());
        for (long page = pageOf(run.start()); page < end; ) {
            long block = page / BLOCK_PAGES;
            long next = Math.min(end, (block + 1) * BLOCK_PAGES);
            part.of(block, (int) (page % BLOCK_PAGES), (int) (next - block * BLOCK_PAGES));
            page = next;
        }
    }

    private static long blockOf(long address) {
        return pageOf(address) / BLOCK_PAGES;
    }

    private static long pageOf(long address) {
        return address >>> Mman.PAGE_SHIFT;
    }
}
