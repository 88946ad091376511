package dev.ferry.engine.memory;

import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.memory.PageRun;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;

/**
 * Remembers pages by sums, and tells which of them are others now. The sum is NH (of UMAC, RFC 4418) with words of 64 bits: two
 * different pages have the same one with probability 2^-64 at most, whatever a program writes, because it does not know the key. A
 * CRC would not do: it is blind to records that carry such a CRC themselves, as those of databases do.
 */
public final class PageSums {
    private static final int WORDS = Mman.PAGE_SIZE / Long.BYTES;
    /** Pages whose sums stand in one array. */
    private static final int PAGES = 64;

    private final long[] key = new SecureRandom().longs(WORDS).toArray();
    private final Map<Long, long[]> sums = new HashMap<>();
    private final long[] words = new long[WORDS];
    private long low;
    private long high;

    /** Remembers the pages of {@code run}, whose content is {@code pages}. */
    public void remember(PageRun run, ByteBuffer pages) {
        ByteBuffer ordered = pages.duplicate().order(ByteOrder.nativeOrder());
        for (int at = 0; at < run.bytes(); at += Mman.PAGE_SIZE) {
            sum(ordered, at);
            int index = index(run.start() + at);
            long[] there = sums.computeIfAbsent(group(run.start() + at), none -> new long[2 * PAGES]);
            there[index] = low;
            there[index + 1] = high;
        }
    }

    /**
     * Whether the page at {@code address} is as it was remembered.
     *
     * @param pages in the byte order of this machine
     * @param offset where in it the content of the page stands
     */
    public boolean isSame(long address, ByteBuffer pages, int offset) {
        long[] there = sums.get(group(address));
        if (there == null) {
            return false;
        }
        sum(pages, offset);
        int index = index(address);
        return there[index] == low && there[index + 1] == high;
    }

    private static long group(long address) {
        return address / (PAGES * (long) Mman.PAGE_SIZE);
    }

    private static int index(long address) {
        return 2 * (int) (address / Mman.PAGE_SIZE % PAGES);
    }

    /** With signed words, which only are other names for the same ones; the sum is one of 128 bits. */
    private void sum(ByteBuffer pages, int offset) {
        pages.asLongBuffer().get(offset / Long.BYTES, words);
        long sumLow = 0;
        long sumHigh = 0;
        for (int i = 0; i < WORDS; i += 2) {
            long a = words[i] + key[i];
            long b = words[i + 1] + key[i + 1];
            long product = a * b;
            sumLow += product;
            int carry = Long.compareUnsigned(sumLow, product) < 0 ? 1 : 0;
            sumHigh += Math.multiplyHigh(a, b) + carry;
        }
        low = sumLow;
        high = sumHigh;
    }
}
