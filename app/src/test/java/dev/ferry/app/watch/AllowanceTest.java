package dev.ferry.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllowanceTest {
    private long now;

    @Test
    void whatIsUsedBeyondItIsWaitedFor() {
        Allowance allowance = new Allowance(() -> now);
        assertThat(allowance.isLeft()).isTrue();
        allowance.use(4_000_000_000L);
        assertThat(allowance.isLeft()).isFalse();
        now += 99_000_000_000L;
        assertThat(allowance.isLeft()).isFalse();
        now += 2_000_000_000L;
        assertThat(allowance.isLeft()).isTrue();
    }

    @Test
    void doesNotGrowForEver() {
        Allowance allowance = new Allowance(() -> now);
        now += 1_000_000_000_000L;
        assertThat(allowance.isLeft()).isTrue();
        allowance.use(1_000_000_001L);
        assertThat(allowance.isLeft()).isFalse();
    }
}
