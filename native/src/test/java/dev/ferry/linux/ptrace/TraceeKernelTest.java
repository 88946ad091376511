package dev.ferry.linux.ptrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Seized;
import dev.ferry.linux.Target;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TraceeKernelTest {
    private static final long WAIT_ALL = 0x40000000L;
    /** Where in the XSAVE area the lower half of ymm5 is: behind the 160 bytes of the x87 state, 16 for each register. */
    private static final int XMM5 = 160 + 5 * 16;

    @Test
    void namesTheThreadWhenAnotherThreadOfOursTracesIt() throws Exception {
        try (Target target = Target.start("count");
                TracerThread other = new TracerThread()) {
            Seized seized = other.call(() -> Seized.stop(target.pid(), 0));
            assertThatThrownBy(() -> seized.tracee().registers())
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.ESRCH)).isTrue())
                    .hasMessageContaining("of thread " + target.pid())
                    .hasMessageContaining("traced by another thread");
            assertThat(other.call(() -> seized.tracee().registers()).is32Bit()).isFalse();
            other.call(() -> {
                seized.close();
                return null;
            });
            target.awaitCounting();
        }
    }

    @Test
    void hasNoFiltersToShowOrToSuspendWithoutSeccomp() throws Exception {
        try (Target target = Target.start("count");
                TracerThread other = new TracerThread()) {
            Seized seized = other.call(() -> Seized.stop(target.pid(), 0));
            other.call(() -> {
                seized.tracee().suspendSeccomp();
                return null;
            });
            assertThatThrownBy(() -> other.call(() -> seized.tracee().seccompFilter(0)))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.is(Errno.EINVAL)).isTrue())
                    .hasMessageContaining("SECCOMP_GET_FILTER");
            other.call(() -> {
                seized.tracee().detach(0);
                return null;
            });
        }
    }

    @Test
    void losesItsStopToAnyThreadThatWaits() throws Exception {
        try (Target target = Target.start("count");
                TracerThread other = new TracerThread()) {
            Tracee tracee = other.call(() -> {
                Tracee seized = Tracee.seize(target.pid(), 0);
                seized.interrupt();
                return seized;
            });
            assertThat(waitFor(target.pid())).isEqualTo(target.pid());
            assertThatThrownBy(() -> other.call(() -> tracee.awaitStop(Duration.ofMillis(100))))
                    .hasMessageContaining("thread " + target.pid() + " did not stop within 100 ms");
        }
    }

    private static long waitFor(int pid) throws ErrnoException {
        return OffHeap.allocate(Integer.BYTES)
                .lend(status -> Syscall.call("wait4", Nr.WAIT4, pid, status, WAIT_ALL, 0));
    }

    @Test
    void saysThatAVforkParentDoesNotStopAndDoesNotHarmIt() throws Exception {
        try (Target target = Target.start("vfork")) {
            target.await(() -> target.state() == 'D');
            Tracee tracee = Tracee.seize(target.pid(), 0);
            tracee.interrupt();
            assertThatThrownBy(() -> tracee.awaitStop(Duration.ofMillis(50)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("did not stop within 50 ms")
                    .hasMessageContaining("vfork parent");
            target.go();
            assertThat(tracee.awaitStop(Duration.ofSeconds(5))).isEqualTo(new WaitStatus.Trapped());
            tracee.detach(0);
            target.awaitCounting();
        }
    }

    @Test
    void tellsHowAThreadEnded() throws Exception {
        try (Target target = Target.start("count")) {
            Tracee tracee = Seized.stop(target.pid(), 0).tracee();
            Signal.send(target.pid(), Signals.SIGKILL);
            assertThat(tracee.awaitStop(Duration.ofSeconds(5))).isEqualTo(new WaitStatus.Killed(Signals.SIGKILL));
            assertThatThrownBy(() -> tracee.awaitStop(Duration.ofSeconds(5)))
                    .hasMessageContaining("is not our tracee or has gone");
        }
    }

    @Test
    void readsTheRseqRegistrationOfEveryThread() throws Exception {
        try (Target target = Target.start("threads")) {
            RseqConfiguration leader = rseq(target.pid());
            RseqConfiguration thread = rseq((int) target.value());
            assertThat(leader.isRegistered()).isTrue();
            assertThat(leader.size()).isGreaterThanOrEqualTo(32);
            assertThat(leader.signature())
                    .as("the signature of x86, rseq-x86.h")
                    .isEqualTo(0x53053053);
            assertThat(thread.isRegistered()).isTrue();
            assertThat(thread.address()).isNotEqualTo(leader.address());
        }
    }

    private static RseqConfiguration rseq(int tid) throws IOException {
        try (Seized seized = Seized.stop(tid, 0)) {
            return seized.tracee().rseq();
        }
    }

    @Test
    void refusesVectorStateOfAnotherLength() throws Exception {
        try (Target target = Target.start("vectors");
                Seized seized = Seized.stop(target.pid(), 0)) {
            byte[] state = seized.tracee().xstate();
            for (int length : new int[] {0, 512, state.length - 8, state.length + 8, 1 << 20}) {
                assertThatThrownBy(() -> seized.tracee().setXstate(Arrays.copyOf(state, length)))
                        .as("length %d", length)
                        .hasMessageContaining("with " + length + " bytes")
                        .hasMessageContaining("EINVAL");
            }
            assertThat(seized.tracee().xstate()).isEqualTo(state);
        }
    }

    @Test
    void putsVectorRegistersBack() throws Exception {
        try (Target target = Target.start("vectors")) {
            try (Seized seized = Seized.stop(target.pid(), 0)) {
                byte[] state = seized.tracee().xstate();
                assertThat(state[XMM5]).isEqualTo((byte) 0xa0);
                byte[] other = state.clone();
                other[XMM5] = 1;
                seized.tracee().setXstate(other);
                assertThat(seized.tracee().xstate()[XMM5]).isEqualTo((byte) 1);
                seized.tracee().setXstate(state);
            }
            target.go();
            target.await(target::isDone);
            assertThat(target.isIntact()).isTrue();
        }
    }
}
