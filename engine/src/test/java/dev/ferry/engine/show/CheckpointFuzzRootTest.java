package dev.ferry.engine.show;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.fuzz.Corpus;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.ImageSet;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** Damaged checkpoints of real trees are shown, or it is said what is wrong with them. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SEPARATE_THREAD)
class CheckpointFuzzRootTest {
    private static final List<String> SPECIMENS = List.of(
            "tree",
            "threads-mutex",
            "zombies",
            "memory-shared-anon",
            "file-deleted",
            "pipes",
            "epoll",
            "unix-socketpair",
            "listening-tcp",
            "timerfd",
            "itimers");

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
    void showsOrRefusesImagesWithAnyDamage() {
        Tally tally = Fuzz.run(
                6_000, random -> show(sets.get(random.nextInt(sets.size())).mutate(random)));
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    private static void show(ImageSet images) throws IOException {
        try (ImageSource source = images.source()) {
            Checkpoint checkpoint = CheckpointReader.read(source);
            assertThat(checkpoint.tasks()).isNotEmpty();
            assertThat(checkpoint.root().command()).isNotNull();
        }
    }
}
