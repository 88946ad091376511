package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.image.ImageType;
import dev.ferry.engine.image.ImageWriter;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.timens.Clocks;
import dev.ferry.engine.timens.SavedClocks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree from a host with other clocks goes on by those (decision 0026). */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class TimeNamespaceRootTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path dir;

    /** And again out of that one, to this host's own clocks. */
    @ParameterizedTest
    @ValueSource(longs = {100_000, -3})
    void clocksGoOnFromWhatTheCheckpointSays(long secondsAhead) throws Exception {
        try (Engine engine = new Engine();
                RunningSpecimen specimen = Specimen.start("comm", dir)) {
            Path first = dir.resolve("first");
            engine.dumpAndKill(specimen, first);
            long nanoseconds = TimeUnit.SECONDS.toNanos(secondsAhead);
            Clocks then = Clocks.now().plus(new Clocks(nanoseconds, nanoseconds));
            write(first, then);
            engine.restore(first);
            assertThat(aheadOf(specimen)).isBetween(secondsAhead - 2, secondsAhead + 2);
            Path second = dir.resolve("second");
            engine.dumpAndKill(specimen, second);
            write(second, Clocks.now());
            engine.restore(second);
            assertThat(Clocks.offsetsOf(Math.toIntExact(specimen.pid()))).isEqualTo(Clocks.ownOffsets());
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void aQuickRestoreStaysInTheNamespaceOfItsHost() throws Exception {
        try (Engine engine = new Engine();
                RunningSpecimen specimen = Specimen.start("clock-monotonic", dir)) {
            engine.dumpAndKill(specimen, dir.resolve("checkpoint"));
            engine.restore(dir.resolve("checkpoint"));
            assertThat(Files.readSymbolicLink(Path.of("/proc/" + specimen.pid() + "/ns/time")))
                    .isEqualTo(Files.readSymbolicLink(Path.of("/proc/self/ns/time")));
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    private static long aheadOf(RunningSpecimen specimen) throws IOException {
        Clocks ahead = Clocks.of(Math.toIntExact(specimen.pid())).minus(Clocks.now());
        return TimeUnit.NANOSECONDS.toSeconds(ahead.monotonic());
    }

    private static void write(Path checkpoint, Clocks clocks) throws IOException {
        Path image = checkpoint.resolve(ImageType.TIMENS.fileName(SavedClocks.NUMBER));
        assertThat(image).exists();
        try (ImageWriter writer = new ImageWriter(ImageType.TIMENS, Files.newOutputStream(image))) {
            writer.write(clocks.image());
        }
    }
}
