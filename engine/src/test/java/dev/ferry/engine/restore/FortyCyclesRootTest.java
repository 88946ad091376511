package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What a restore gets slightly wrong adds up. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class FortyCyclesRootTest {
    private static final int CYCLES = 40;

    @TempDir
    private Path dir;

    @Test
    @Timeout(60)
    void losesNoIncrementInFortyLives() throws Exception {
        try (Engine engine = new Engine();
                RunningSpecimen specimen = Specimen.start("threads-mutex", dir)) {
            for (int cycle = 0; cycle < CYCLES; cycle++) {
                long before = specimen.lastCount();
                await().until(() -> specimen.lastCount() > before);
                engine.dumpAndKill(specimen, dir.resolve("checkpoint-" + cycle));
                assertThat(specimen.tasks()).isEmpty();
                engine.restore(dir.resolve("checkpoint-" + cycle));
            }
            specimen.terminateAndCheck(Duration.ofSeconds(20));
        }
    }
}
