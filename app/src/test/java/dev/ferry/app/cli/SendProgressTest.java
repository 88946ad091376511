package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.migrate.SourceState;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SendProgressTest {
    private final AtomicLong clock = new AtomicLong(1);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private List<String> told(MoveEvent end, EventWriter events) {
        events.say(end);
        events.close();
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void theImagesAreCountedOnTopOfTheRounds() {
        EventWriter events = new EventWriter(out);
        SendProgress progress = new SendProgress(events, clock::get);
        progress.entered(new SourceState.PreCopying(0, 0));
        progress.roundBegins(1, 50_000_000);
        clock.addAndGet(1_000_000_000);
        progress.sent(50_000_000);
        progress.roundBegins(2, 5_000_000);
        progress.entered(new SourceState.Frozen());
        clock.addAndGet(1_000_000_000);
        progress.sent(1_000);
        List<String> told = told(new MoveEvent.Cancelled(), events);
        assertThat(told)
                .contains("{\"event\":\"round\",\"number\":2,\"dirtyBytes\":5000000}")
                .contains("{\"event\":\"sent\",\"bytes\":50001000}")
                .contains("{\"event\":\"phase\",\"phase\":\"FREEZING\",\"migrationId\":\"\"}")
                .endsWith("{\"event\":\"cancelled\"}");
        // 5 MB at 50 MB/s, and what stopping costs besides.
        assertThat(told).anyMatch(line -> line.matches("\\{\"event\":\"estimated\",\"nanos\":11\\d{7}}"));
    }

    @Test
    void whoDoesNotListenHoldsNothingUp() {
        EventWriter events = new EventWriter(new java.io.OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("nobody there");
            }
        });
        for (int i = 0; i < 100_000; i++) {
            events.say(new MoveEvent.Sent(i));
        }
        assertThat(told(new MoveEvent.Cancelled(), events)).isEmpty();
    }
}
