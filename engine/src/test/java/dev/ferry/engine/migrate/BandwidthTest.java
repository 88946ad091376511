package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthTest {
    private long now = 5_000;

    @ParameterizedTest
    @CsvSource({
        "10000, 10000",
        "500K, 512000",
        "500kb, 512000",
        "20M, 20971520",
        "1.5M, 1572864",
        "2G, 2147483648",
        "1M/s, 1048576",
        "10mbit, 1250000",
        "10Mbit/s, 1250000",
        "1gbit, 125000000",
        "512kbps, 64000",
        "100000bit, 12500",
        "999999999999g, 9223372036854775807"
    })
    void readsBytesAndBits(String text, long bytesPerSecond) {
        assertThat(Bandwidth.parse(text).bytesPerSecond()).isEqualTo(bytesPerSecond);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "fast", "-1M", "10 apples", "M", "1e9", "10mbitt", "1..5M", "0x10", "10T"})
    void saysWhatARateLooksLike(String text) {
        assertThatThrownBy(() -> Bandwidth.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "' is no rate")
                .hasMessageContaining("10mbit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100", "7K", "60kbit"})
    void refusesRatesThatSignsOfLifeWouldNotFitIn(String text) {
        assertThatThrownBy(() -> Bandwidth.parse(text)).hasMessageContaining("is too little");
    }

    @ParameterizedTest
    @CsvSource({"8192, 4096", "1250000, 20833", "100000000, 131072", "1000000000, 131072"})
    void holdsTheRateInTheLongRun(long bytesPerSecond, int piece) {
        TokenBucket bucket = new TokenBucket(new Bandwidth(bytesPerSecond), () -> now);
        long start = now;
        long sent = 0;
        for (; sent < bytesPerSecond * 60; sent += piece) {
            now += bucket.take(piece);
            now += 1_000;
        }
        double rate = sent * 1e9 / (now - start);
        assertThat(rate / bytesPerSecond).isCloseTo(1, within(0.03));
    }

    @Test
    void makesUpForTimeLostWhileSleepingTooLong() {
        TokenBucket bucket = new TokenBucket(new Bandwidth(1_000_000), () -> now);
        long start = now;
        long sent = 0;
        for (; sent < 20_000_000; sent += 20_000) {
            long wait = bucket.take(20_000);
            now += wait == 0 ? 0 : wait + 3_000_000;
        }
        assertThat(sent * 1e9 / (now - start)).isCloseTo(1_000_000, within(30_000.0));
    }

    @Test
    void letsAShortBurstThroughAfterSilence() {
        TokenBucket bucket = new TokenBucket(new Bandwidth(1_000_000), () -> now);
        now += 60_000_000_000L;
        int burst = 0;
        while (bucket.take(1_000) == 0) {
            burst += 1_000;
        }
        assertThat(burst).isBetween(40_000, 100_000);
    }

    @Test
    void letsEverythingThroughWithoutALimit() {
        TokenBucket bucket = new TokenBucket(Bandwidth.UNLIMITED, () -> now);
        for (int i = 0; i < 1_000; i++) {
            assertThat(bucket.take(1 << 20)).isZero();
        }
    }
}
