package dev.ferry.engine.memory;

import dev.ferry.engine.memory.PageSet.PageReader;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Finds the pages that are the same, byte for byte, in two places. */
final class PageComparison {
    private static final int PAGE = Mman.PAGE_SIZE;

    private final PageReader one;
    private final PageReader other;
    private final ByteBuffer here = ByteBuffer.allocateDirect(PagePortions.BYTES);
    private final ByteBuffer there = ByteBuffer.allocateDirect(PagePortions.BYTES);

    PageComparison(PageReader one, PageReader other) {
        this.one = one;
        this.other = other;
    }

    /** Those among the pages of {@code runs}, which both places have. */
    PageRunSet same(List<PageRun> runs) throws IOException {
        PageRunSet same = new PageRunSet();
        for (PagePortions portions = new PagePortions(runs); portions.hasNext(); ) {
            PagePortions.Portion portion = portions.next();
            one.read(portion.parts(), here.clear().limit(portion.bytes()));
            other.read(portion.parts(), there.clear().limit(portion.bytes()));
            int at = 0;
            for (PageRun part : portion.parts()) {
                compare(part, at, same);
                at += (int) part.bytes();
            }
        }
        return same;
    }

    /** Compares a part that stands at {@code offset} in both buffers. */
    private void compare(PageRun part, int offset, PageRunSet same) {
        ByteBuffer mine = here.slice(offset, (int) part.bytes());
        ByteBuffer theirs = there.slice(offset, (int) part.bytes());
        for (int from = 0; from < mine.limit(); ) {
            int difference = mine.position(from).mismatch(theirs.position(from));
            int end = difference < 0 ? mine.limit() : (from + difference) & -PAGE;
            if (end > from) {
                same.add(new PageRun(part.start() + from, part.start() + end));
            }
            from = end + PAGE;
        }
    }
}
