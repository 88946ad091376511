package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import org.junit.jupiter.api.Test;

class SchedulingKernelTest {
    private static final int NOBODY = 4_194_304;

    @Test
    void aChildRunsWhereItsParentDoes() throws Exception {
        try (Stub stub = Stub.start()) {
            Affinity child = Affinity.of(stub.pid());
            assertThat(child.covers(Affinity.ofCaller())).isTrue();
            assertThat(child.isEmpty()).isFalse();
        }
    }

    @Test
    void ioOfAChildIsNotRealTime() throws Exception {
        try (Stub stub = Stub.start()) {
            assertThat(IoPriority.of(stub.pid()).isRealTime()).isFalse();
            assertThat(new IoPriority(1 << 13 | 4).isRealTime()).isTrue();
        }
    }

    @Test
    void aThreadThatIsNotThereIsEsrch() {
        assertThatThrownBy(() -> Affinity.of(NOBODY))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.is(Errno.ESRCH)).isTrue());
        assertThatThrownBy(() -> IoPriority.of(NOBODY))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.is(Errno.ESRCH)).isTrue());
    }

    @Test
    void listsCpusLikeTaskset() {
        assertThat(new Affinity(new byte[] {(byte) 0x8f, 1})).hasToString("0-3,7-8");
        assertThat(new Affinity(new byte[] {5}).and(new Affinity(new byte[] {6})))
                .hasToString("2");
        assertThat(new Affinity(new byte[] {5}).covers(new Affinity(new byte[] {4, 0})))
                .isTrue();
    }
}
