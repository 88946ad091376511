package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.migrate.Pause;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class StopKeyTest {
    private final Pause pause = new Pause();

    @Test
    void beginsAndEndsAPause() throws Exception {
        StopKey.pauses(pause, () -> {
            get("TSTP");
            await().until(pause::isWanted);
            get("TSTP");
            await().until(() -> !pause.isWanted());
            get("TSTP");
            await().until(pause::isWanted);
            get("CONT");
            await().until(() -> !pause.isWanted());
            return null;
        });
    }

    @Test
    void obeysWhoeverSaysWhatIsMeant() throws Exception {
        StopKey.pauses(new Pause(), () -> {
            StopKey.obeys(pause);
            get("TSTP");
            await().until(pause::isWanted);
            get("TSTP");
            assertThat(pause.isWanted()).isTrue();
            get("CONT");
            await().until(() -> !pause.isWanted());
            return null;
        });
    }

    private static void get(String signal) throws IOException, InterruptedException {
        long self = ProcessHandle.current().pid();
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(self))
                        .start()
                        .waitFor())
                .isZero();
    }
}
