package dev.ferry.engine.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.seal.Unsealing;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.CheckpointReader;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.engine.stream.StoredCheckpoint;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A program that changes a little of its memory, dumped again and again. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class IncrementalDumpRootTest {
    private static final int SIGUSR1 = 10;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final long MIB = 1 << 20;

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

    private Path dump(RunningSpecimen specimen, String name, Fate fate, Optional<Path> parent) throws Exception {
        Path directory = dir.resolve(name);
        try (ImageSink sink = new DirectoryImageSink(directory, parent)) {
            engine.dump(specimen, fate, sink);
        }
        return directory;
    }

    private static void change(RunningSpecimen specimen, int time) throws Exception {
        Signal.send((int) specimen.pid(), SIGUSR1);
        await().atMost(TIMEOUT).until(() -> specimen.output().contains("CHANGED " + time));
    }

    private static long pagesBytes(Path directory) throws IOException {
        try (Stream<Path> images = Files.list(directory)) {
            return images.filter(image -> image.getFileName().toString().startsWith("pages-"))
                    .mapToLong(image -> image.toFile().length())
                    .sum();
        }
    }

    @Test
    void restoresFromTheThirdOfAChain() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("memory-increments", dir)) {
            Path first = dump(specimen, "first", Fate.LEAVE_RUNNING, Optional.empty());
            change(specimen, 1);
            Path second = dump(specimen, "second", Fate.LEAVE_RUNNING, Optional.of(first));
            change(specimen, 2);
            change(specimen, 3);
            Path third = dump(specimen, "third", Fate.KILL, Optional.of(second));

            assertThat(pagesBytes(first)).isGreaterThan(16 * MIB);
            assertThat(pagesBytes(second)).isLessThan(MIB / 2);
            assertThat(pagesBytes(third)).isLessThan(MIB / 2);
            Checkpoint shown = CheckpointReader.read(third);
            assertThat(shown.parents()).containsExactly(second.toString(), first.toString());
            assertThat(shown.parentBytes()).isGreaterThan(15 * MIB);
            assertThat(shown.root().arguments())
                    .contains(dir.resolve("memory-increments.out").toString());
            assertThat(shown.obstacle()).isEmpty();

            try (ImageSource source = StoredCheckpoint.openVerified(third, Unsealing.none())) {
                engine.restore(source);
            }
            change(specimen, 4);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void saysThatTheParentOfAnotherProcessIsNone() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("memory-increments", dir);
                RunningSpecimen other = Specimen.start("comm", dir)) {
            Path parent = dump(other, "other", Fate.LEAVE_RUNNING, Optional.empty());
            assertThatThrownBy(() -> dump(specimen, "child", Fate.KILL, Optional.of(parent)))
                    .isInstanceOf(DumpException.class)
                    .hasMessageContaining("is of process " + other.pid() + " and not of " + specimen.pid());
            assertThat(dir.resolve("child")).doesNotExist();
            assertThatThrownBy(() -> dump(specimen, "child", Fate.KILL, Optional.of(dir)))
                    .hasMessageContaining("can not be a parent");
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void doesNotBuildOnADamagedParentNorRestoreFromOne() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("memory-increments", dir)) {
            Path first = dump(specimen, "first", Fate.LEAVE_RUNNING, Optional.empty());
            Path second = dump(specimen, "second", Fate.KILL, Optional.of(first));
            Path image = first.resolve("core-" + specimen.pid() + ".img");
            byte[] bytes = Files.readAllBytes(image);
            bytes[bytes.length / 2] ^= 1;
            Files.write(image, bytes);
            assertThatThrownBy(() -> StoredCheckpoint.openVerified(second, Unsealing.none()))
                    .hasMessageContaining("is damaged: " + image.getFileName());
            bytes[bytes.length / 2] ^= 1;
            Files.write(image, bytes);
            engine.restore(StoredCheckpoint.openVerified(second, Unsealing.none()));

            Files.delete(image);
            assertThatThrownBy(() -> dump(specimen, "third", Fate.KILL, Optional.of(second)))
                    .hasMessageContaining("is missing");
            assertThat(List.of(specimen.isAlive(), Files.exists(dir.resolve("third"))))
                    .containsExactly(true, false);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }
}
