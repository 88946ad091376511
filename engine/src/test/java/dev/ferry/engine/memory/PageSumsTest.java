package dev.ferry.engine.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class PageSumsTest {
    private static final long START = 0x7000_0003_f000L;

    private final PageSums sums = new PageSums();
    private final ByteBuffer pages = random(3);

    @Test
    void knowsPagesAgain() {
        sums.remember(new PageRun(START, START + 3L * Mman.PAGE_SIZE), pages);
        for (int page = 0; page < 3; page++) {
            assertThat(sums.isSame(START + (long) page * Mman.PAGE_SIZE, pages, page * Mman.PAGE_SIZE))
                    .isTrue();
        }
        assertThat(sums.isSame(START, pages, Mman.PAGE_SIZE)).isFalse();
        assertThat(sums.isSame(START + 64L * Mman.PAGE_SIZE, pages, 0)).isFalse();
    }

    @Test
    void noticesEverySingleBit() {
        sums.remember(new PageRun(START, START + Mman.PAGE_SIZE), pages.slice(0, Mman.PAGE_SIZE));
        for (int bit = 0; bit < Mman.PAGE_SIZE * 8; bit++) {
            flip(bit);
            assertThat(sums.isSame(START, pages, 0)).as("bit %d", bit).isFalse();
            flip(bit);
        }
        assertThat(sums.isSame(START, pages, 0)).isTrue();
    }

    private void flip(int bit) {
        pages.put(bit / 8, (byte) (pages.get(bit / 8) ^ 1 << bit % 8));
    }

    /** Two words that change places, and a record that carries a CRC of itself: what weaker sums are blind to. */
    @Test
    void noticesWhatOtherSumsDoNot() {
        putRecord(1);
        sums.remember(new PageRun(START, START + Mman.PAGE_SIZE), pages.slice(0, Mman.PAGE_SIZE));
        putRecord(2);
        assertThat(sums.isSame(START, pages, 0)).isFalse();
        putRecord(1);
        assertThat(sums.isSame(START, pages, 0)).isTrue();
        long first = pages.getLong(64);
        pages.putLong(64, pages.getLong(72)).putLong(72, first);
        assertThat(sums.isSame(START, pages, 0)).isFalse();
    }

    private void putRecord(long content) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(Long.BYTES).putLong(content).flip());
        pages.putLong(128, content).putInt(136, (int) crc.getValue());
    }

    private static ByteBuffer random(int pages) {
        byte[] content = new byte[pages * Mman.PAGE_SIZE];
        new Random(7).nextBytes(content);
        return ByteBuffer.allocateDirect(content.length)
                .order(ByteOrder.nativeOrder())
                .put(content)
                .flip();
    }
}
