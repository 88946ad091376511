package dev.ferry.engine.restore;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What criu dumps is restored by Ferry, and the other way round, if a criu that works on this kernel is on the PATH. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class CriuBothWaysRootTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static Engine engine;

    @TempDir
    private Path dir;

    @BeforeAll
    static void needsCriu(@TempDir Path logs) throws Exception {
        String obstacle = Criu.obstacle(logs);
        assumeTrue(obstacle.isEmpty(), obstacle);
        engine = new Engine();
    }

    @AfterAll
    static void stopEngine() throws Exception {
        if (engine != null) {
            engine.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"compute", "files-regular", "memory-shared-file", "pipes", "threads-mutex", "zombies"})
    void restoresWhatCriuHasDumped(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            Path images = dir.resolve("criu");
            Criu.dump(specimen.pid(), images);
            engine.restore(images);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"compute", "files-regular", "memory-shared-file", "pipes", "threads-mutex", "zombies"})
    void dumpsWhatCriuRestores(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            Path images = dir.resolve("ferry");
            engine.dumpAndKill(specimen, images);
            Criu.restore(images);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }
}
