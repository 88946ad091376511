package dev.ferry.engine.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.fuzz.Corpus;
import dev.ferry.engine.fuzz.Flaw;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.FuzzRootTest;
import dev.ferry.engine.fuzz.ImageSet;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of a damaged checkpoint there is a core file, or it is said what is wrong with it. */
@FuzzRootTest
class CoreFuzzRootTest {
    private static final List<String> SPECIMENS =
            List.of("tree", "threads-mutex", "memory-shared-anon", "memory-private-file", "memfd", "shm-sysv");

    @TempDir
    private static Path directory;

    private static List<ImageSet> sets;

    @BeforeAll
    static void dumpAll() throws Exception {
        sets = Corpus.dump(directory, SPECIMENS).sets();
    }

    @Test
    void writesOrRefusesImagesWithAnyDamage() {
        Tally tally = Fuzz.run(
                1_000, random -> write(sets.get(random.nextInt(sets.size())).mutate(random)));
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    @Test
    void writesOrRefusesEveryKindOfImageCutOrWithOneBitFlipped() {
        Tally tally = Fuzz.run(Flaw.ofEachKind(sets), CoreFuzzRootTest::write);
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
