package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TimensOffsetsTest {
    @Test
    void parsesWhatTheKernelPrints() throws ProcfsException {
        TimensOffsets offsets =
                TimensOffsets.parse("monotonic      100000         0\nboottime           -3 250000000\n");
        assertThat(offsets).isEqualTo(new TimensOffsets(100_000_000_000_000L, -2_750_000_000L));
    }

    @Test
    void writesWhatTheKernelTakes() {
        assertThat(new TimensOffsets(1_500_000_000L, -500_000_000L).text())
                .isEqualTo("monotonic 1 500000000\nboottime -1 500000000\n");
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> TimensOffsets.parse("tai 1 0\n")).hasMessageContaining("'tai'");
        assertThatThrownBy(() -> TimensOffsets.parse("monotonic 1\n")).hasMessageContaining("nanoseconds");
    }
}
