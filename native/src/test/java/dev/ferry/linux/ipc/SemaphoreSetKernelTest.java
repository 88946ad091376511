package dev.ferry.linux.ipc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SemaphoreSetKernelTest {
    private static final int KEY = 0x66657274;

    @Test
    void keepsItsValuesAndKnowsWhoSetThem() throws IOException {
        SemaphoreSet set = SemaphoreSet.create(0, 3, 0600);
        try {
            assertThat(set.lastPid(0)).isZero();
            set.setValues((short) 1, (short) 0, Short.MAX_VALUE);
            assertThat(set.values(3)).containsExactly(1, 0, Short.MAX_VALUE);
            assertThat(set.lastPid(2)).isEqualTo((int) ProcessHandle.current().pid());
        } finally {
            set.remove();
        }
        assertThatThrownBy(set::remove).hasMessageContaining("EINVAL");
    }

    @Test
    void getsTheNumberThatWasWishedFor() throws IOException {
        assumeThat(Files.isWritable(Path.of("/proc/sys/kernel/sem_next_id"))).isTrue();
        int wanted = 7 << 15 | 4001;
        SemaphoreSet.wishForId(wanted);
        SemaphoreSet set = SemaphoreSet.create(0, 1, 0600);
        set.remove();
        assertThat(set.id()).isEqualTo(wanted);
        SemaphoreSet.wishForId(wanted);
        SemaphoreSet.forgetWish();
        SemaphoreSet other = SemaphoreSet.create(0, 1, 0600);
        other.remove();
        assertThat(other.id()).isNotEqualTo(wanted);
    }

    @Test
    void aKeyHasOneSetOnly() throws IOException {
        SemaphoreSet set = SemaphoreSet.create(KEY, 1, 0600);
        try {
            assertThatThrownBy(() -> SemaphoreSet.create(KEY, 1, 0600)).hasMessageContaining("EEXIST");
        } finally {
            set.remove();
        }
    }

    @Test
    void semaphoresThatDoNotExistHaveNoUser() {
        assertThatThrownBy(() -> new SemaphoreSet(Integer.MAX_VALUE).lastPid(0)).hasMessageContaining("EINVAL");
    }
}
