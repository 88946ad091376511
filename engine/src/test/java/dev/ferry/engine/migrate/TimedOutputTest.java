package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimedOutputTest {
    private static final int ROUNDS = 3_000;

    private final Patience patience = new Patience(Duration.ofSeconds(5), new CancelToken());

    /** A sign of life may be on its way out when the connection is closed. */
    @Test
    void sendsNothingTwiceIfItIsClosedWhileAnotherThreadFlushes() throws Exception {
        Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> failures.add(thrown));
        for (int round = 0; round < ROUNDS; round++) {
            ByteArrayOutputStream arrived = new ByteArrayOutputStream();
            TimedOutput out = new TimedOutput(arrived, patience);
            out.write(new byte[] {1, 2, 3});
            Thread flushing = new Thread(() -> flush(out));
            flushing.start();
            out.close();
            flushing.join();
            assertThat(failures).isEmpty();
            assertThat(arrived.size()).isIn(0, 3);
        }
    }

    private static void flush(TimedOutput out) {
        try {
            out.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
