package dev.ferry.engine.memory;

import dev.ferry.linux.memory.PageRun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/** The pages of many runs, in their order, in portions for one buffer: many small runs share one, a large run needs several. */
public final class PagePortions implements Iterator<PagePortions.Portion> {
    /** The most bytes of a portion. */
    public static final int BYTES = 1 << 20;

    private final Deque<PageRun> rest;

    /** @param runs whole pages */
    public PagePortions(Collection<PageRun> runs) {
        rest = new ArrayDeque<>(runs);
    }

    /**
     * What goes through the buffer together.
     *
     * @param parts runs or pieces of them
     * @param bytes their length together
     */
    public record Portion(List<PageRun> parts, int bytes) {}

    @Override
    public boolean hasNext() {
        return !rest.isEmpty();
    }

    @Override
    public Portion next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        List<PageRun> parts = new ArrayList<>();
        int bytes = 0;
        while (hasNext() && bytes < BYTES) {
            PageRun part = take(BYTES - bytes);
            parts.add(part);
            bytes += (int) part.bytes();
        }
        return new Portion(parts, bytes);
    }

    /** The next run, or as much of its front as there is room for. */
    private PageRun take(int room) {
        PageRun run = rest.pop();
        if (run.bytes() <= room) {
            return run;
        }
        rest.push(new PageRun(run.start() + room, run.end()));
        return new PageRun(run.start(), run.start() + room);
    }
}
