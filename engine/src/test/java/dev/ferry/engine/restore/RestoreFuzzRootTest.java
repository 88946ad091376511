package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.fuzz.Corpus;
import dev.ferry.engine.fuzz.Fuzz;
import dev.ferry.engine.fuzz.Fuzz.Tally;
import dev.ferry.engine.fuzz.FuzzRootTest;
import dev.ferry.engine.fuzz.Host;
import dev.ferry.engine.fuzz.ImageSet;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged checkpoints of real trees, restored for real and then given up: nothing of them is left. */
@FuzzRootTest
class RestoreFuzzRootTest {
    private static final List<String> SPECIMENS = List.of(
            "tree",
            "threads-mutex",
            "zombies",
            "credentials",
            "memory-shared-anon",
            "files-regular",
            "file-deleted",
            "pending-signals",
            "itimers",
            "epoll",
            "unix-pending",
            "unix-rights",
            "unix-socketpair");

    @TempDir
    private static Path directory;

    private static Engine engine;
    private static Corpus corpus;

    @BeforeAll
    static void dumpAll() throws Exception {
        engine = new Engine();
        corpus = Corpus.dump(engine, directory, SPECIMENS);
        for (ImageSet set : corpus.sets()) {
            engine.call(() -> restore(set));
        }
    }

    @AfterAll
    static void stopEngine() throws Exception {
        engine.close();
    }

    @Test
    void leavesNothingOfWhatItGivesUp() throws Exception {
        Host before = Host.now(directory);
        Tally tally = Fuzz.run(400, random -> {
            ImageSet images =
                    corpus.sets().get(random.nextInt(SPECIMENS.size())).mutate(random);
            try {
                engine.call(() -> restore(images));
            } finally {
                before.requireUnchanged(corpus.pids());
            }
        });
        before.requireNoNewThreads();
        assertThat(tally.refused()).isPositive();
        assertThat(tally.taken()).isPositive();
    }

    private static Set<Integer> restore(ImageSet images) throws IOException {
        try (ImageSource source = images.source();
                RestoredTree tree = new RestoreRunner(RestoreOptions.defaults()).restore(source)) {
            return new HashSet<>(tree.pids());
        }
    }
}
