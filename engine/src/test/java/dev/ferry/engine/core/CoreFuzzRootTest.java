package dev.ferry.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.fuzz.Corpus;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.ImageSet;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Of a damaged checkpoint there is a core file, or it is said what is wrong with it. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class CoreFuzzRootTest {
    private static final List<String> SPECIMENS =
            List.of("tree", "threads-mutex", "memory-shared-anon", "memory-private-file", "memfd", "shm-sysv");

    @TempDir
    private static Path directory;

    private static List<ImageSet> sets;

    @BeforeAll
    static void dumpAll() throws Exception {
        try (Engine engine = new Engine()) {
            sets = Corpus.dump(engine, directory, SPECIMENS).sets();
        }
    }

    @Test
    void writesOrRefusesImagesWithAnyDamage() {
        Tally tally = Fuzz.run(
                1_000, random -> write(sets.get(random.nextInt(sets.size())).mutate(random)));
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    private static void write(ImageSet images) throws IOException {
        try (ImageSource source = images.source();
                FileChannel core = FileChannel.open(
                        directory.resolve("core"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            assertThat(CoreWriter.write(source, OptionalInt.empty(), core).threads())
                    .isPositive();
        }
    }
}
