package dev.ferry.app.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.conduct.ProcessFacts.Movable;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** More tasks than are looked at without being asked. */
class LargeTreeKernelTest {
    private static final String CHILDREN = "for i in $(seq 210); do sleep 60 & done; wait";

    @Test
    void isUnknownUntilSomebodyInsists() throws Exception {
        Sampler sampler = new Sampler();
        Process root = new ProcessBuilder("setsid", "sh", "-c", CHILDREN).start();
        try {
            await().until(() -> root.descendants().count() >= 210);
            sampler.sample();
            assertThat(movable(sampler, root)).isEqualTo(Movable.UNKNOWN);
            sampler.lookAt((int) root.pid());
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> movable(sampler, root) != Movable.UNKNOWN);
        } finally {
            root.descendants().forEach(ProcessHandle::destroyForcibly);
            root.destroyForcibly();
        }
    }

    private static Movable movable(Sampler sampler, Process root) throws Exception {
        sampler.sample();
        return sampler.processes().stream()
                .filter(facts -> facts.pid() == root.pid())
                .map(ProcessFacts::movable)
                .findFirst()
                .orElseThrow();
    }
}
