package dev.ferry.engine.stream;

import java.util.Arrays;

/** A quick look at bytes: do they look as if they were compressed or encrypted already? */
final class Entropy {
    private static final int PLACES = 64;
    private static final int AT_EACH = 64;

    /** Bits of information in a byte above which nothing is to be gained; 4096 random bytes show 7.95. */
    private static final double RANDOM_BITS = 7.7;

    private final int[] counts = new int[256];

    /** Looks at 4 KiB in 64 places; too few bytes never look random. */
    boolean looksRandom(byte[] bytes, int offset, int length) {
        if (length < PLACES * AT_EACH) {
            return false;
        }
        Arrays.fill(counts, 0);
        int stride = (length - AT_EACH) / (PLACES - 1);
        for (int place = 0; place < PLACES; place++) {
            int from = offset + place * stride;
            for (int i = from; i < from + AT_EACH; i++) {
                counts[bytes[i] & 0xff]++;
            }
        }
        return bits() > RANDOM_BITS;
    }

    private double bits() {
        double total = PLACES * AT_EACH;
        double sum = 0;
        for (int count : counts) {
            if (count > 0) {
                sum -= count * Math.log(count / total);
            }
        }
        return sum / total / Math.log(2);
    }
}
