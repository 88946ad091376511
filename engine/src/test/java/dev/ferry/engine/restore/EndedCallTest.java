package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.ferry.engine.image.ImageException;
import dev.ferry.engine.image.proto.CoreEntry;
import dev.ferry.engine.image.proto.SiginfoEntry;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndedCallTest {
    private static final long AFTER = 0x7f00_0000_1002L;
    private static final long EINTR = -4;
    private static final long PAUSE = 34;

    private static CoreEntry.Builder stoppedIn(long call, long result) {
        CoreEntry.Builder core = CoreEntry.newBuilder();
        core.getThreadInfoBuilder()
                .getGpregsBuilder()
                .setOrigAx(call)
                .setAx(result)
                .setIp(AFTER);
        return core;
    }

    private static Registers registers(CoreEntry.Builder core) throws ImageException {
        return EndedCall.registers(core.buildPartial(), core.buildPartial());
    }

    @ParameterizedTest
    @ValueSource(longs = {Nr.EPOLL_WAIT, Nr.POLL, Nr.NANOSLEEP, Nr.FUTEX, Nr.RECVFROM})
    void isMadeAgain(long call) throws ImageException {
        Registers registers = registers(stoppedIn(call, EINTR));
        assertThat(registers.get(Reg.RAX)).isEqualTo(call);
        assertThat(registers.get(Reg.RIP)).isEqualTo(AFTER - 2);
        assertThat(registers.get(Reg.ORIG_RAX)).isEqualTo(-1);
    }

    @Test
    void isNotMadeAgainWhenItHasEndedOtherwise() throws ImageException {
        assertThat(registers(stoppedIn(Nr.EPOLL_WAIT, 0)).get(Reg.RIP)).isEqualTo(AFTER);
        assertThat(registers(stoppedIn(PAUSE, EINTR)).get(Reg.RAX)).isEqualTo(EINTR);
        assertThat(registers(stoppedIn(-1, EINTR)).get(Reg.RIP)).isEqualTo(AFTER);
    }

    @Test
    void isNotMadeAgainWhenTheProgramIsToSeeASignal() throws ImageException {
        byte[] siginfo = new byte[Signals.SIGINFO_SIZE];
        siginfo[0] = 10;
        SiginfoEntry signal = SiginfoEntry.newBuilder()
                .setSiginfo(ByteString.copyFrom(siginfo))
                .build();
        CoreEntry.Builder shared = stoppedIn(Nr.EPOLL_WAIT, EINTR);
        shared.getTcBuilder().getSignalsSBuilder().addSignals(signal);
        assertThat(registers(shared).get(Reg.RAX)).isEqualTo(EINTR);
        CoreEntry.Builder own = stoppedIn(Nr.EPOLL_WAIT, EINTR);
        own.getThreadCoreBuilder().getSignalsPBuilder().addSignals(signal);
        assertThat(registers(own).get(Reg.RAX)).isEqualTo(EINTR);
        own.getThreadCoreBuilder().setBlkSigset(1L << 9);
        assertThat(registers(own).get(Reg.RAX)).isEqualTo(Nr.EPOLL_WAIT);
    }
}
