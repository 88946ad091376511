package dev.ferry.engine.core;

import dev.ferry.engine.memory.PageRunSet;
import dev.ferry.linux.abi.Elf;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.util.ArrayList;
import java.util.List;

/**
 * A mapping as a core file has it.
 *
 * @param start first address
 * @param end first address after it
 * @param protection {@code PROT_*}
 * @param path of the mapped file; empty if there is none, or it is one in memory
 * @param fileOffset where in the file it begins, bytes
 * @param isZeroElsewhere whether pages without content are zeros; otherwise a debugger takes them from the file
 * @param present the pages that have content
 */
record Area(
        long start,
        long end,
        int protection,
        String path,
        long fileOffset,
        boolean isZeroElsewhere,
        PageRunSet present) {
    /** Zeros cost nothing in a file with holes, but no file may have more than some TiB of them. */
    private static final long MAX_HOLE = 1L << 30;

    PageRun whole() {
        return new PageRun(start, end);
    }

    /** Its segments; small gaps of zeros have no segment of their own. */
    List<Segment> segments() {
        PageRunSet content = new PageRunSet();
        present.select(List.of(whole()), true).forEach(content::add);
        if (isZeroElsewhere) {
            content.select(List.of(whole()), false).stream()
                    .filter(gap -> gap.bytes() <= MAX_HOLE)
                    .toList()
                    .forEach(content::add);
        }
        List<Segment> segments = new ArrayList<>();
        long from = start;
        for (PageRun run : content.runs()) {
            addWithout(from, run.start(), segments);
            segments.add(new Segment(run, flags(), true));
            from = run.end();
        }
        addWithout(from, end, segments);
        return segments;
    }

    private void addWithout(long from, long to, List<Segment> segments) {
        if (from < to) {
            segments.add(new Segment(new PageRun(from, to), flags(), false));
        }
    }

    private int flags() {
        return ((protection & Mman.PROT_READ) != 0 ? Elf.PF_R : 0)
                | ((protection & Mman.PROT_WRITE) != 0 ? Elf.PF_W : 0)
                | ((protection & Mman.PROT_EXEC) != 0 ? Elf.PF_X : 0);
    }
}
