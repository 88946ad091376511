package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.process.Rlimit;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final String HEAD =
            "Limit                     Soft Limit           Hard Limit           Units     \n";

    @Test
    void readsNumbersAndInfinity() throws Exception {
        Limits limits = Limits.parse(HEAD
                + "Max cpu time              unlimited            unlimited            seconds   \n"
                + "Max nice priority         0                    17                   \n");
        assertThat(limits).isEqualTo(new Limits(java.util.List.of(-1L, 0L), java.util.List.of(-1L, 17L)));
    }

    @Test
    void namesALineThatItDoesNotUnderstand() {
        assertThatThrownBy(() -> Limits.parse(HEAD + "Max cpu time              some\n"))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining("no soft and hard limit");
    }

    @Test
    void agreesWithTheKernel() throws Exception {
        int self = (int) ProcessHandle.current().pid();
        Limits limits = Limits.read(self);
        assertThat(limits.soft()).hasSize(Rlimit.COUNT);
        for (int resource = 0; resource < Rlimit.COUNT; resource++) {
            assertThat(new Rlimit(
                            resource, limits.soft().get(resource), limits.hard().get(resource)))
                    .isEqualTo(Rlimit.read(self, resource));
        }
    }
}
