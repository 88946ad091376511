package dev.ferry.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.memory.PageRun;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageRunSetTest {
    private static final long BASE = 0x7f12_3450_0000L;

    private final PageRunSet set = new PageRunSet();

    @Test
    void joinsWhatTouches() {
        set.add(run(0, 512));
        set.add(run(512, 600));
        assertThat(set.runs()).containsExactly(run(0, 600));
        assertThat(set.containsAll(run(3, 600))).isTrue();
        assertThat(set.containsAll(run(3, 601))).isFalse();
    }

    @Test
    void selectsPartsInTheirOrder() {
        set.add(run(10, 20));
        set.add(run(1000, 1010));
        List<PageRun> asked = List.of(run(0, 15), run(18, 1005));
        assertThat(set.select(asked, true)).containsExactly(run(10, 15), run(18, 20), run(1000, 1005));
        assertThat(set.select(asked, false)).containsExactly(run(0, 10), run(20, 1000));
    }

    @Test
    void keepsOutsideOfTheAreaWhatItRetainsInside() {
        set.add(run(0, 2000));
        set.retain(run(100, 1500), List.of(run(50, 200), run(700, 701), run(1490, 1600)));
        assertThat(set.runs()).containsExactly(run(0, 200), run(700, 701), run(1490, 2000));
    }

    @Test
    void takesATerabyteForFree() {
        set.add(run(5, 1L << 28));
        set.remove(run(6, 1L << 28));
        assertThat(set.runs()).containsExactly(run(5, 6));
        set.remove(run(0, 1L << 28));
        assertThat(set.isEmpty()).isTrue();
    }

    @Test
    void isTheSameAsAPlainSet() {
        Random random = new Random(7);
        BitSet plain = new BitSet();
        for (int i = 0; i < 2000; i++) {
            int from = random.nextInt(5000);
            int to = from + 1 + random.nextInt(700);
            if (random.nextBoolean()) {
                set.add(run(from, to));
                plain.set(from, to);
            } else {
                set.remove(run(from, to));
                plain.clear(from, to);
            }
            int probe = random.nextInt(6000);
            assertThat(set.contains(run(probe, probe + 1).start())).isEqualTo(plain.get(probe));
            List<PageRun> part = List.of(run(probe, probe + 500));
            assertThat(pages(set.select(part, true)))
                    .isEqualTo(plain.get(probe, probe + 500).cardinality());
            assertThat(pages(set.select(part, false))).isEqualTo(500 - pages(set.select(part, true)));
        }
        assertThat(pages(set.runs())).isEqualTo(plain.cardinality());
    }

    private static long pages(List<PageRun> runs) {
        return runs.stream().mapToLong(PageRun::pages).sum();
    }

    private static PageRun run(long first, long end) {
        return new PageRun(BASE + (first << 12), BASE + (end << 12));
    }
}
