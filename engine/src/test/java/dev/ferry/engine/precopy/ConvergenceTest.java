package dev.ferry.engine.precopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvergenceTest {
    private static final long MIB = 1 << 20;

    private final Convergence convergence = new Convergence(new PreCopyOptions(Duration.ofMillis(50), 10));

    @Test
    void sendsOneRoundInAnyCase() {
        assertThat(convergence.look(0)).isEmpty();
        convergence.sent(0, Duration.ofMillis(5));
        assertThat(convergence.look(0)).contains(StopReason.CONVERGED);
    }

    @Test
    void stopsWhenTheRestFitsTheDowntime() {
        convergence.look(1000 * MIB);
        convergence.sent(1000 * MIB, Duration.ofSeconds(10));
        assertThat(convergence.look(3 * MIB)).isEmpty();
        convergence.sent(3 * MIB, Duration.ofMillis(40));
        assertThat(convergence.look(MIB)).contains(StopReason.CONVERGED);
    }

    /** A round of a few pages takes as long as the look at the memory: that is not the speed of the link. */
    @Test
    void doesNotTakeASmallRoundForASlowLink() {
        convergence.look(1000 * MIB);
        convergence.sent(1000 * MIB, Duration.ofSeconds(10));
        convergence.look(4 * MIB);
        convergence.sent(MIB / 16, Duration.ofMillis(40));
        assertThat(convergence.estimate(100 * MIB)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void stopsWhenItDoesNotGetSmaller() {
        convergence.look(1000 * MIB);
        int rounds = 0;
        do {
            convergence.sent(1000 * MIB, Duration.ofSeconds(10));
            rounds++;
        } while (convergence.look(900 * MIB + rounds).isEmpty());
        assertThat(rounds).isEqualTo(3);
        assertThat(convergence.look(900 * MIB)).contains(StopReason.NOT_SHRINKING);
    }

    @Test
    void slowsTheProgramDownBeforeItGivesUp() {
        Convergence throttling = new Convergence(new PreCopyOptions(Duration.ofMillis(50), 30).throttled());
        throttling.look(1000 * MIB);
        List<Double> shares = new ArrayList<>();
        do {
            shares.add(throttling.throttle());
            throttling.sent(1000 * MIB, Duration.ofSeconds(10));
        } while (throttling.look(950 * MIB).isEmpty());
        assertThat(shares).containsExactly(0.0, 0.5, 0.75, 0.875, 0.9375, 0.96875, 0.96875, 0.96875);
        assertThat(throttling.look(950 * MIB)).contains(StopReason.NOT_SHRINKING);
    }

    @Test
    void leavesAProgramAloneWhoseRoundsShrink() {
        Convergence throttling = new Convergence(new PreCopyOptions(Duration.ofMillis(50), 30).throttled());
        for (long dirty = 1000 * MIB; throttling.look(dirty).isEmpty(); dirty /= 3) {
            throttling.sent(dirty, Duration.ofSeconds(10));
        }
        assertThat(throttling.throttle()).isZero();
    }

    @Test
    void stopsAtTheLimitOfRounds() {
        long dirty = 1L << 40;
        while (convergence.look(dirty).isEmpty()) {
            convergence.sent(dirty, Duration.ofSeconds(10));
            dirty = dirty * 4 / 5;
        }
        assertThat(convergence.look(dirty * 4 / 5)).contains(StopReason.ROUND_LIMIT);
        assertThat(convergence.rounds()).isEqualTo(10);
    }
}
