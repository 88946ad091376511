package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MemoryShareTest {
    private static final String ROLLUP = """
            5581a6a4c000-7ffd8a9f2000 ---p 00000000 00:00 0                          [rollup]
            Rss:                1880 kB
            Pss:                 312 kB
            Pss_Anon:            100 kB
            Pss_File:            200 kB
            Pss_Shmem:            12 kB
            Swap:                 64 kB
            SwapPss:              32 kB
            """;

    @Test
    void countsWhatIsNoFileInMemoryOrSwappedOut() throws Exception {
        assertThat(MemoryShare.parse(ROLLUP)).isEqualTo((100 + 12 + 32) << 10);
        assertThat(MemoryShare.parse("")).isZero();
    }

    @Test
    void refusesATextWithoutANumber() {
        assertThatThrownBy(() -> MemoryShare.parse(ROLLUP.replace("12 kB", "some")))
                .isInstanceOf(ProcfsException.class);
        assertThatThrownBy(() -> MemoryShare.parse("Pss_Anon: 1 kB\n")).isInstanceOf(ProcfsException.class);
    }

    @Test
    void aJvmHasSeveralMebibytes() throws Exception {
        int self = (int) ProcessHandle.current().pid();
        assertThat(MemoryShare.read(self)).isBetween(8L << 20, 64L << 30);
        assertThat(MemoryShare.content(self)).isBetween(8L << 20, 64L << 30);
    }
}
