package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Privilege;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class RlimitKernelTest {
    private static final int NOFILE = 7;

    @Test
    void setsWhatItMay() throws Exception {
        try (Stub stub = Stub.start()) {
            new Rlimit(NOFILE, 100, 200).apply(stub.pid());
            assertThat(Rlimit.read(stub.pid(), NOFILE)).isEqualTo(new Rlimit(NOFILE, 100, 200));
        }
    }

    @Test
    void namesTheLimitThatItMayNotRaise() throws Exception {
        Assumptions.assumeFalse(Privilege.isAboveLimits(), "this user has CAP_SYS_RESOURCE");
        try (Stub stub = Stub.start()) {
            new Rlimit(NOFILE, 100, 200).apply(stub.pid());
            assertThatThrownBy(() -> new Rlimit(NOFILE, 100, 201).apply(stub.pid()))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EPERM)).isTrue())
                    .hasMessageContaining("prlimit of process " + stub.pid() + ", resource 7")
                    .hasMessageContaining("EPERM");
            assertThat(Rlimit.read(stub.pid(), NOFILE).hard()).isEqualTo(200);
        }
    }
}
