package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.policy.PolicyException;
import dev.ferry.engine.policy.TreeLimits;
import dev.ferry.engine.precopy.TreeShape;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MemoryMeterTest {
    private static final int SELF = (int) ProcessHandle.current().pid();
    private static final TreeShape TREE = new TreeShape(List.of(new TreeShape.Member(SELF, 0, 0, SELF, false)));
    private static final TreeLimits SMALL = new TreeLimits(OptionalInt.of(1), OptionalLong.of(1 << 20), -1);

    @Test
    void looksAfterEverySoManyBytes() throws Exception {
        MemoryMeter meter = new MemoryMeter(SMALL);
        meter.expect(TREE);
        meter.took((64 << 20) - 1);
        assertThatThrownBy(() -> meter.took(1))
                .isInstanceOf(PolicyException.class)
                .hasMessageContaining("lets 1 MiB in");
    }

    @Test
    void refusesMoreProcessesThanThereMayBe() {
        TreeShape two = new TreeShape(List.of(
                new TreeShape.Member(SELF, 0, 0, SELF, false), new TreeShape.Member(SELF + 1, 0, SELF, SELF, false)));
        assertThatThrownBy(() -> new MemoryMeter(SMALL).expect(two)).isInstanceOf(PolicyException.class);
    }

    @Test
    void endedProcessesHaveNoneAndWithoutALimitNobodyLooks() throws Exception {
        assertThatCode(() -> new MemoryMeter(SMALL).look(List.of(1 << 22))).doesNotThrowAnyException();
        MemoryMeter unlimited = new MemoryMeter(TreeLimits.NONE);
        unlimited.expect(TREE);
        unlimited.took(1L << 40);
    }
}
