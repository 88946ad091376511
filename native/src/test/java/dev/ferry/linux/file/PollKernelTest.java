package dev.ferry.linux.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Polls;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PollKernelTest {
    @Test
    void tellsWhatIsThere() throws Exception {
        Pipe pipe = Pipe.create(0);
        try (Fd readEnd = pipe.readEnd()) {
            assertThat(Poll.now(readEnd, Polls.POLLIN)).isZero();
            Write.fully(pipe.writeEnd(), ByteBuffer.allocateDirect(1));
            assertThat(Poll.within(readEnd, Polls.POLLIN, Duration.ofSeconds(5)))
                    .isEqualTo(Polls.POLLIN);
            pipe.writeEnd().close();
            assertThat(Poll.now(readEnd, 0)).isEqualTo(Polls.POLLHUP);
        }
    }

    @Test
    void waitsNoLongerThanItShall() throws Exception {
        Pipe pipe = Pipe.create(0);
        try (Fd readEnd = pipe.readEnd();
                Fd writeEnd = pipe.writeEnd()) {
            assertThat(Poll.within(readEnd, Polls.POLLIN, Duration.ofMillis(20)))
                    .isZero();
            assertThat(Poll.now(writeEnd, Polls.POLLIN)).isZero();
        }
    }
}
