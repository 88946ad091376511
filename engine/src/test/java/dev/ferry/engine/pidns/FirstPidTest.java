package dev.ferry.engine.pidns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FirstPidTest {
    @Test
    void isTheUsualOneIfTheTreeIsElsewhere() {
        assertThat(FirstPid.awayFrom(Set.of(1, 300, 19_999, 21_000))).isEqualTo(20_000);
    }

    @Test
    void keepsAThousandPidsAwayFromAllOfTheTree() {
        Set<Integer> ids = IntStream.iterate(0, id -> id < 32_768, id -> id + 1_900)
                .boxed()
                .collect(Collectors.toSet());
        int first = FirstPid.awayFrom(ids);
        assertThat(ids).noneMatch(id -> id >= first && id < first + 1_000);
    }

    @Test
    void triesItsLuckInATreeThatIsEverywhere() {
        Set<Integer> ids =
                IntStream.iterate(0, id -> id < 32_768, id -> id + 500).boxed().collect(Collectors.toSet());
        assertThat(FirstPid.awayFrom(ids)).isEqualTo(20_000);
        assertThat(FirstPid.any()).isBetween(300, 31_768);
    }
}
