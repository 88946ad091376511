package dev.ferry.linux.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Poll;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReadyKernelTest {
    @Test
    void tellsWhatIsThere() throws Exception {
        Pipe pipe = Pipe.create(0);
        try (Fd readEnd = pipe.readEnd()) {
            assertThat(Ready.now(readEnd, Poll.POLLIN)).isZero();
            Write.fully(pipe.writeEnd(), ByteBuffer.allocateDirect(1));
            assertThat(Ready.within(readEnd, Poll.POLLIN, Duration.ofSeconds(5)))
                    .isEqualTo(Poll.POLLIN);
            pipe.writeEnd().close();
            assertThat(Ready.now(readEnd, 0)).isEqualTo(Poll.POLLHUP);
        }
    }

    @Test
    void waitsNoLongerThanItShall() throws Exception {
        Pipe pipe = Pipe.create(0);
        try (Fd readEnd = pipe.readEnd();
                Fd writeEnd = pipe.writeEnd()) {
            assertThat(Ready.within(readEnd, Poll.POLLIN, Duration.ofMillis(20)))
                    .isZero();
            assertThat(Ready.now(writeEnd, Poll.POLLIN)).isZero();
        }
    }
}
