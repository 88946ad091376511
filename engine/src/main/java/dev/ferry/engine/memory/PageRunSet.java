package dev.ferry.engine.memory;

import dev.ferry.linux.memory.PageRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** A set of pages of one address space, kept as runs: a terabyte that is in it takes no more room than a page. */
public final class PageRunSet {
    /** The end of each run by its start; runs neither overlap nor touch. */
    private final NavigableMap<Long, Long> ends = new TreeMap<>();

    /** Adds all pages of {@code run}. */
    public void add(PageRun run) {
        long start = run.start();
        long end = run.end();
        Map.Entry<Long, Long> touching = ends.floorEntry(end);
        while (touching != null && touching.getValue() >= start) {
            start = Math.min(start, touching.getKey());
            end = Math.max(end, touching.getValue());
            ends.remove(touching.getKey());
            touching = ends.floorEntry(end);
        }
        ends.put(start, end);
    }

    /** Removes all pages of {@code run}. */
    public void remove(PageRun run) {
        Map.Entry<Long, Long> hit = ends.lowerEntry(run.end());
        while (hit != null && hit.getValue() > run.start()) {
            ends.remove(hit.getKey());
            if (hit.getValue() > run.end()) {
                ends.put(run.end(), hit.getValue());
            }
            if (hit.getKey() < run.start()) {
                ends.put(hit.getKey(), run.start());
            }
            hit = ends.lowerEntry(run.end());
        }
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

    /** Removes everything. */
    public void clear() {
        ends.clear();
    }

    /** Whether nothing is in it. */
    public boolean isEmpty() {
        return ends.isEmpty();
    }

    /** Everything that is in it, ascending. */
    public List<PageRun> runs() {
        List<PageRun> runs = new ArrayList<>(ends.size());
        ends.forEach((start, end) -> runs.add(new PageRun(start, end)));
        return runs;
    }

    /** Whether the page at {@code address} is in it. */
    public boolean contains(long address) {
        Map.Entry<Long, Long> run = ends.floorEntry(address);
        return run != null && run.getValue() > address;
    }

    /** Whether all pages of {@code run} are in it. */
    public boolean containsAll(PageRun run) {
        Map.Entry<Long, Long> around = ends.floorEntry(run.start());
        return around != null && around.getValue() >= run.end();
    }

    /** The parts of {@code runs} that are in it, or those that are not; in the same order. */
    public List<PageRun> select(List<PageRun> runs, boolean wanted) {
        List<PageRun> selected = new ArrayList<>();
        for (PageRun run : runs) {
            select(run, wanted, selected);
        }
        return selected;
    }

    private void select(PageRun run, boolean wanted, List<PageRun> selected) {
        long at = run.start();
        Map.Entry<Long, Long> before = ends.floorEntry(at);
        Map.Entry<Long, Long> next = before != null && before.getValue() > at ? before : ends.higherEntry(at);
        while (at < run.end()) {
            boolean inside = next != null && next.getKey() <= at;
            long end = next == null ? run.end() : Math.min(run.end(), inside ? next.getValue() : next.getKey());
            if (inside == wanted) {
                append(selected, at, end);
            }
            next = inside ? ends.higherEntry(at) : next;
            at = end;
        }
    }

    private static void append(List<PageRun> runs, long start, long end) {
        int last = runs.size() - 1;
        if (last >= 0 && runs.get(last).end() == start) {
            runs.set(last, new PageRun(runs.get(last).start(), end));
        } else {
            runs.add(new PageRun(start, end));
        }
    }
}
