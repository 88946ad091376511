package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.check.RefusedException;
import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.DirectoryImageSource;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every specimen, dumped, killed and restored, finds itself as it was. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class DumpRestoreRootTest {
    private static final int SIGUSR2 = 12;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** What is refused so far, with what the refusal names. */
    private static final Map<String, String> REFUSED = Map.of(
            "lease-write", "lease",
            "io-uring", "io_uring",
            "mqueue", "POSIX message queue in which messages of 5 bytes wait",
            "sem-sysv-undo", "SEM_UNDO",
            "shared-by-siblings", "shares its descriptors");

    /** What a first dump changes for a second one: an empty datagram can be peeked only once. */
    private static final Set<String> ONE_DUMP_ONLY = Set.of("unix-socketpair");

    private static Engine engine;

    @TempDir
    private Path dir;

    @BeforeAll
    static void startEngine() throws IOException {
        engine = new Engine();
    }

    @AfterAll
    static void stopEngine() throws Exception {
        engine.close();
    }

    /** All of them, or those that {@code -Dferry.specimens} names by a regular expression. */
    static List<String> supported() throws IOException {
        String wanted = System.getProperty("ferry.specimens", ".*");
        return Specimen.names().stream()
                .filter(name -> !REFUSED.containsKey(name) && name.matches(wanted))
                .toList();
    }

    static List<String> dumpableTwice() throws IOException {
        return supported().stream()
                .filter(name -> !ONE_DUMP_ONLY.contains(name))
                .toList();
    }

    static List<String> refused() {
        return REFUSED.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("supported")
    void goesOnFromADirectory(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            engine.dumpAndKill(specimen, dir.resolve("checkpoint"));
            assertThat(specimen.tasks()).isEmpty();
            engine.restore(dir.resolve("checkpoint"));
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @ParameterizedTest
    @MethodSource("supported")
    void goesOnAfterRoundsOfPreCopy(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            RecordedRounds rounds = engine.preCopyAndKill(specimen, 4, dir.resolve("checkpoint"));
            engine.restore(rounds, dir.resolve("checkpoint"));
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @ParameterizedTest
    @MethodSource("dumpableTwice")
    void goesOnFromAFileAndIsNotDisturbedByItsDump(String name) throws Exception {
        Path file = dir.resolve("checkpoint");
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            try (ImageSink first = new DirectoryImageSink(dir.resolve("first"))) {
                engine.dump(specimen, Fate.LEAVE_RUNNING, first);
            }
            assertThat(specimen.isAlive()).isTrue();
            try (ImageSink second = Engine.fileSink(file)) {
                engine.dump(specimen, Fate.KILL, second);
            }
            try (ImageSource source = Engine.fileSource(file)) {
                engine.restore(source);
            }
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @ParameterizedTest
    @MethodSource("supported")
    void passesWhenItIsLeftRunning(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir);
                ImageSink sink = new DirectoryImageSink(dir.resolve("checkpoint"))) {
            engine.dump(specimen, Fate.LEAVE_RUNNING, sink);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void mayEndAsSoonAsItRuns() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("threads-mutex", dir)) {
            engine.dumpAndKill(specimen, dir.resolve("checkpoint"));
            engine.call(() -> {
                try (ImageSource source = new DirectoryImageSource(dir.resolve("checkpoint"));
                        RestoredTree tree = new RestoreRunner(RestoreOptions.defaults()).restore(source)) {
                    Signal.send(tree.root(), SIGUSR2); // which it has no handler for
                    tree.resume();
                    return null;
                }
            });
            await().until(() -> specimen.tasks().isEmpty());
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedByNameAndPasses(String name) throws Exception {
        Path checkpoint = dir.resolve("checkpoint");
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            assertThatThrownBy(() -> engine.dumpAndKill(specimen, checkpoint))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining(REFUSED.get(name));
            assertThat(checkpoint).doesNotExist();
            specimen.terminateAndCheck(TIMEOUT);
        }
    }
}
