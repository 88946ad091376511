package dev.ferry.linux.inject;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Seized;
import dev.ferry.linux.Target;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A target that waits in a system call while we inject others into it. */
class InterruptedCallKernelTest {
    private static final int FUTEX_WAKE = 1;
    private static final int RESTART_SYSCALL = 219;

    @Test
    void goesOnWaitingForAFutex() throws Exception {
        try (Target target = Target.start("futex")) {
            inject(target, Nr.FUTEX, Nr.FUTEX);
            target.board().putInt(Target.FUTEX, 1);
            OffHeap.of(target.board()).lend(at -> Syscall.call("futex", Nr.FUTEX, at + Target.FUTEX, FUTEX_WAKE, 1));
            requireResult(target, 0);
        }
    }

    @Test
    void goesOnSleepingForTheRestOfTheTime() throws Exception {
        try (Target target = Target.start("nanosleep")) {
            inject(target, Nr.NANOSLEEP, RESTART_SYSCALL);
            requireResult(target, 0);
            assertThat(target.nanos()).isGreaterThan(399_000_000);
        }
    }

    @Test
    void goesOnReadingFromAPipe() throws Exception {
        try (Target target = Target.start("read")) {
            inject(target, Nr.READ, Nr.READ);
            Files.write(Path.of("/proc", target.pid() + "", "fd", target.value() + ""), new byte[] {1});
            requireResult(target, 1);
        }
    }

    private static void inject(Target target, long call, long callAfterwards) throws IOException {
        target.awaitSleepIn(Long.toString(call));
        try (Seized seized = Seized.stop(target.pid(), 0)) {
            seized.inject((remote, trampoline) -> {
                Batch batch = trampoline.batch();
                batch.add("getpid", Nr.GETPID);
                batch.run();
                assertThat(remote.call("getpid", Nr.GETPID)).isEqualTo(target.pid());
            });
        }
        target.awaitSleepIn(Long.toString(callAfterwards));
        assertThat(target.isDone()).isFalse();
    }

    private static void requireResult(Target target, long expected) {
        target.await(target::isDone);
        assertThat(target.result()).isEqualTo(expected);
        assertThat(target.isIntact()).isTrue();
    }
}
