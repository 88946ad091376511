package dev.ferry.linux.net;

import static dev.ferry.linux.abi.Sockets.AF_INET;
import static dev.ferry.linux.abi.Sockets.SOCK_DGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.net.SocketFilter.Instruction;
import java.util.List;
import org.junit.jupiter.api.Test;

class SocketFilterKernelTest {
    private static final int BPF_RET = 6;
    private static final Instruction TAKE_TEN = new Instruction(BPF_RET, 0, 0, 10);

    @Test
    void givesBackWhatWasAttached() throws Exception {
        try (Fd socket = Socket.create(AF_INET, SOCK_DGRAM, 0)) {
            assertThat(SocketFilter.get(socket)).isEmpty();
            SocketFilter.set(socket, List.of(TAKE_TEN));
            assertThat(SocketFilter.get(socket)).containsExactly(TAKE_TEN);
        }
    }

    @Test
    void refusesWhatIsNoProgram() throws Exception {
        try (Fd socket = Socket.create(AF_INET, SOCK_DGRAM, 0)) {
            Refusal.expect("EINVAL", () -> SocketFilter.set(socket, List.of(new Instruction(0xffff, 0, 0, 0))));
        }
    }
}
