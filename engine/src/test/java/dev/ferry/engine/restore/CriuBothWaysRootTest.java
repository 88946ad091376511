package dev.ferry.engine.restore;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
    @ValueSource(
            strings = {
                "compute",
                "files-regular",
                "memfd",
                "memory-shared-file",
                "pipes",
                "pty-raw",
                "pty-session",
                "sleep-beside-work",
                "sleep-epoll-wait",
                "sleep-socket-timeout",
                "threads-mutex",
                "unix-connections",
                "unix-names",
                "unix-pairs",
                "unix-passed",
                "zombies"
            })
    void restoresWhatCriuHasDumped(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            Path images = dir.resolve("criu");
            Criu.dump(specimen.pid(), images);
            engine.restore(images);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "compute",
                "files-regular",
                "memory-shared-file",
                "pidfd",
                "pipes",
                "pty-raw",
                "threads-mutex",
                "udp-bound",
                "unix-pairs",
                "unix-passed",
                "unix-rights",
                "unix-socketpair",
                "zombies"
            })
    void dumpsWhatCriuRestores(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            Path images = dir.resolve("ferry");
            engine.dumpAndKill(specimen, images);
            Criu.restore(images);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    /** Three generations, of which the last one holds only what has changed. */
    @ParameterizedTest
    @ValueSource(strings = {"compute", "memory-shared-anon", "threads-mutex"})
    void dumpsIncrementsThatCriuRestores(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            Path first = dir.resolve("first");
            Path second = dir.resolve("second");
            Path third = dir.resolve("third");
            dump(specimen, Fate.LEAVE_RUNNING, new DirectoryImageSink(first));
            dump(specimen, Fate.LEAVE_RUNNING, new DirectoryImageSink(second, Optional.of(first)));
            dump(specimen, Fate.KILL, new DirectoryImageSink(third, Optional.of(second)));
            Criu.restore(third);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    private static void dump(RunningSpecimen specimen, Fate fate, ImageSink sink) throws Exception {
        try (sink) {
            engine.dump(specimen, fate, sink);
        }
    }
}
