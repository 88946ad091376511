package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CompressionTest {
    private static final int FRAME = 256 << 10;
    private static final long MIB = 1 << 20;

    private static final LinkLoad MBIT_10 = new LinkLoad(1.25e6, 1);
    private static final LinkLoad GBIT_1 = new LinkLoad(110e6, 1);
    private static final LinkLoad LOOPBACK = new LinkLoad(350e6, 1);

    private final Map<Integer, Long> bytesAt = new TreeMap<>();

    @Test
    void usesAStrongLevelOnASlowLink() {
        send(new Compression(CompressMode.AUTO), MBIT_10, false, 1, 64 * MIB);
        assertThat(mostUsed()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void usesAFastLevelOnAFastLink() {
        send(new Compression(CompressMode.AUTO), GBIT_1, false, 2, 256 * MIB);
        assertThat(mostUsed()).isIn(-5, 1);
    }

    @Test
    void sendsAsItIsWhereTheLinkIsFasterThanTheCompressor() {
        send(new Compression(CompressMode.AUTO), new LinkLoad(2e9, 1), false, 1, 512 * MIB);
        assertThat(share(Compression.OFF)).isGreaterThan(0.95);
    }

    @Test
    void compressesOverLoopbackWhatCompressesQuickly() {
        send(new Compression(CompressMode.AUTO), LOOPBACK, false, 4, 512 * MIB);
        assertThat(share(Compression.OFF)).isLessThan(0.3);
    }

    @Test
    void leavesRandomBytesAloneButForAProbeNowAndThen() {
        Compression compression = new Compression(CompressMode.AUTO);
        for (long sent = 0; sent < 256 * MIB; sent += FRAME) {
            int level = choose(compression, MBIT_10, true);
            if (level != Compression.OFF) {
                compression.measured(level, true, FRAME, FRAME, 50_000);
            }
        }
        assertThat(share(Compression.OFF)).isBetween(0.97, 0.9999);
    }

    @Test
    void compressesRandomBytesOnceAProbeShowsThatItPays() {
        send(new Compression(CompressMode.AUTO), MBIT_10, true, 1, 128 * MIB);
        assertThat(share(Compression.OFF)).isLessThan(0.2);
    }

    @Test
    void turnsItselfOffWhenCompressingSlowsTheLinkDown() {
        Compression compression = new Compression(CompressMode.AUTO);
        LinkLoad load = LOOPBACK;
        for (long sent = 0; sent < 512 * MIB; sent += FRAME) {
            int level = choose(compression, load, false);
            if (level != Compression.OFF) {
                measure(compression, level, false, 2);
            }
            // Two processors for everything: while one side compresses and the other decompresses, little is left for
            // ciphers.
            load = compression.speed() < Double.POSITIVE_INFINITY ? new LinkLoad(60e6, 1) : LOOPBACK;
        }
        assertThat(share(Compression.OFF)).isGreaterThan(0.7);
    }

    @Test
    void followsALinkThatBecomesSlow() {
        Compression compression = new Compression(CompressMode.AUTO);
        send(compression, new LinkLoad(2e9, 1), false, 1, 64 * MIB);
        bytesAt.clear();
        send(compression, MBIT_10, false, 1, 32 * MIB);
        assertThat(share(Compression.OFF)).isLessThan(0.5);
        assertThat(mostUsed()).isGreaterThanOrEqualTo(3);
    }

    @Test
    void savesWorkOnlyIfTheLinkIsNotWhatHoldsItUp() {
        LinkLoad idle = new LinkLoad(500e6, 0.2);
        send(new Compression(CompressMode.AUTO), idle, false, 1, 128 * MIB);
        assertThat(share(Compression.OFF)).isGreaterThan(0.9);
    }

    @Test
    void isNeverOffIfZstdIsAskedFor() {
        send(new Compression(CompressMode.ZSTD), new LinkLoad(2e9, 1), false, 1, 64 * MIB);
        assertThat(bytesAt).doesNotContainKey(Compression.OFF);
    }

    @Test
    void isAlwaysOffIfNoneIsAskedFor() {
        send(new Compression(CompressMode.NONE), MBIT_10, false, 1, 64 * MIB);
        assertThat(bytesAt).containsOnlyKeys(Compression.OFF);
    }

    @Test
    void survivesTimesThatMakeNoSense() {
        Compression compression = new Compression(CompressMode.AUTO);
        compression.measured(-5, false, FRAME, FRAME / 2, 0);
        compression.measured(-5, false, FRAME, FRAME / 2, Long.MAX_VALUE);
        assertThat(choose(compression, MBIT_10, false)).isNotEqualTo(Compression.OFF);
    }

    /** Sends frames of ordinary memory; {@code processor} is how fast it is compressed, in units of an ordinary processor. */
    private void send(Compression compression, LinkLoad link, boolean random, double processor, long bytes) {
        for (long sent = 0; sent < bytes; sent += FRAME) {
            int level = choose(compression, link, random);
            if (level != Compression.OFF) {
                measure(compression, level, random, processor);
            }
        }
    }

    private int choose(Compression compression, LinkLoad link, boolean random) {
        int level = compression.choose(FRAME, random, link);
        bytesAt.merge(level, (long) FRAME, Long::sum);
        return level;
    }

    private static void measure(Compression compression, int level, boolean random, double processor) {
        double speed = Map.of(-5, 500e6, 1, 350e6, 3, 180e6, 6, 60e6).get(level) * processor;
        double ratio = Map.of(-5, 0.55, 1, 0.45, 3, 0.4, 6, 0.37).get(level);
        compression.measured(level, random, FRAME, (int) (FRAME * ratio), (long) (FRAME / speed * 1e9));
    }

    private int mostUsed() {
        return bytesAt.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow()
                .getKey();
    }

    private double share(int level) {
        long total = bytesAt.values().stream().mapToLong(Long::longValue).sum();
        return (double) bytesAt.getOrDefault(level, 0L) / total;
    }
}
