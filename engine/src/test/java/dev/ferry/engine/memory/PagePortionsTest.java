package dev.ferry.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.memory.PageRun;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PagePortionsTest {
    private static final long PAGE = 0x1000;

    @Test
    void putsSmallRunsTogether() {
        List<PageRun> runs = List.of(new PageRun(PAGE, 2 * PAGE), new PageRun(5 * PAGE, 8 * PAGE));
        assertThat(portions(runs)).containsExactly(new PagePortions.Portion(runs, (int) (4 * PAGE)));
    }

    @Test
    void cutsALargeRunWhereTheBufferIsFull() {
        PageRun large = new PageRun(10 * PAGE, 10 * PAGE + 2L * PagePortions.BYTES);
        List<PagePortions.Portion> portions = portions(List.of(new PageRun(0, PAGE), large));
        assertThat(portions)
                .extracting(PagePortions.Portion::bytes)
                .containsExactly(PagePortions.BYTES, PagePortions.BYTES, (int) PAGE);
        assertThat(portions.get(1).parts())
                .containsExactly(new PageRun(9 * PAGE + PagePortions.BYTES, 9 * PAGE + 2L * PagePortions.BYTES));
    }

    @Test
    void hasNothingOfNothing() {
        assertThat(portions(List.of())).isEmpty();
    }

    private static List<PagePortions.Portion> portions(List<PageRun> runs) {
        List<PagePortions.Portion> portions = new ArrayList<>();
        new PagePortions(runs).forEachRemaining(portions::add);
        return portions;
    }
}
