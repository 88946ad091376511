package dev.ferry.engine.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EntropyTest {
    private final Entropy entropy = new Entropy();

    @Test
    void findsThatRandomBytesLookRandom() {
        byte[] random = new byte[300_000];
        for (int seed = 0; seed < 100; seed++) {
            new Random(seed).nextBytes(random);
            assertThat(entropy.looksRandom(random, 13, 200_000)).isTrue();
            assertThat(entropy.looksRandom(random, 0, 4096)).isTrue();
        }
    }

    @Test
    void findsThatOrdinaryMemoryDoesNot() {
        assertThat(entropy.looksRandom(new byte[300_000], 0, 300_000)).isFalse();
        byte[] text = "The quick brown fox. ".repeat(5000).getBytes(StandardCharsets.UTF_8);
        assertThat(entropy.looksRandom(text, 0, text.length)).isFalse();
        byte[] half = new byte[1 << 18];
        new Random(1).nextBytes(half);
        for (int page = 0; page < half.length; page += 4096) {
            Arrays.fill(half, page, page + 2048, (byte) 0);
        }
        assertThat(entropy.looksRandom(half, 0, half.length)).isFalse();
    }

    @Test
    void saysNothingAboutAFewBytes() {
        byte[] random = new byte[4095];
        new Random(1).nextBytes(random);
        assertThat(entropy.looksRandom(random, 0, random.length)).isFalse();
    }
}
