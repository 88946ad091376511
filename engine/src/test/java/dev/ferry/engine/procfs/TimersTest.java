package dev.ferry.engine.procfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.procfs.PosixTimer.Notify;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TimersTest {
    @Test
    void readsCapturedTimers() throws IOException {
        assertThat(Timers.parse(Captured.text("timers")))
                .containsExactly(
                        new PosixTimer(2, 14, 1, Notify.NONE, false, 7287, -6),
                        new PosixTimer(1, 10, -1, Notify.SIGNAL, true, 7287, 0),
                        new PosixTimer(0, 34, 0x7fff86e452a8L, Notify.SIGNAL, false, 7287, 1));
    }

    @Test
    void findsNoTimersInAnEmptyFile() throws IOException {
        assertThat(Timers.parse("")).isEmpty();
    }

    @Test
    void namesTheLineThatItCannotRead() {
        String good = "ID: 2\nsignal: 14/01\nnotify: thread/pid.7\nClockID: 0\n";
        assertThatThrownBy(() -> Timers.parse(good + good.replace("thread", "cloud")))
                .isInstanceOf(ProcfsException.class)
                .hasMessageContaining("timers, line 7");
        assertThatThrownBy(() -> Timers.parse(good + good.replace("signal:", "sig:")))
                .hasMessageContaining("timers, line 6");
        assertThatThrownBy(() -> Timers.parse("ID: 2\nsignal: 14/01\n")).hasMessageContaining("no notify:");
    }
}
