package dev.ferry.remote.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InitProcessTest {
    private static final InitProcess INIT = new InitProcess(4711, 123_456, 20_000);

    @Test
    void readsWhatItWrote() throws IOException {
        assertThat(InitProcess.parse(INIT.format())).isEqualTo(INIT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "init 1\nstart 2\n",
                "init -1\nstart 2\nfirst-pid 3\n",
                "init 1\nstart 99999999999999999999\nfirst-pid 3\n",
                "init 1\nstart 2\nfirst-pid 3\nmore"
            })
    void refusesAnythingElse(String state) {
        assertThatThrownBy(() -> InitProcess.parse(state))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not the state of a sandbox");
    }

    @Test
    void findsTheStartTimeBehindAMisleadingCommandName() {
        String stat = "7 (a) R 1) S 1 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 987654 10 11 12";
        assertThat(InitProcess.startTime(stat)).isEqualTo(987_654);
    }

    @Test
    void knowsItselfFromALaterProcessWithTheSamePid() throws IOException {
        InitProcess self = InitProcess.of(ProcessHandle.current().pid(), 20_000);
        assertThat(self.running()).contains(ProcessHandle.current());
        assertThat(new InitProcess(self.pid(), self.startTime() - 1, 20_000).running())
                .isEmpty();
    }
}
