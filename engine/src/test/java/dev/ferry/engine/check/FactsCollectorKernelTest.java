package dev.ferry.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.engine.wire.proto.FileFacts;
import dev.ferry.engine.wire.proto.HostFacts;
import dev.ferry.engine.wire.proto.TreeFacts;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FactsCollectorKernelTest {
    private static final int STAYING = 5;
    private static final int LOOKS = 300;
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** Whoever ends between two questions is no reason to refuse a tree: a shell has such children all the time. */
    @Test
    void leavesOutWhoEndsMeanwhile(@TempDir Path directory) throws Exception {
        try (RunningSpecimen specimen = Specimen.start("fork-storm", directory)) {
            int root = Math.toIntExact(specimen.pid());
            for (int look = 0; look < LOOKS; look++) {
                TreeFacts facts = FactsCollector.collect(root, HostFacts.getDefaultInstance());
                assertThat(facts.getTasksCount()).isGreaterThanOrEqualTo(STAYING);
            }
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void namesFilesThatWaitInAQueue(@TempDir Path dir) throws Exception {
        try (RunningSpecimen specimen = Specimen.start("unix-rights", dir)) {
            TreeFacts facts = FactsCollector.collect((int) specimen.pid(), HostFacts.getDefaultInstance());
            assertThat(facts.getFilesList())
                    .extracting(FileFacts::getPath)
                    .contains(dir.resolve("unix-rights/last").toString());
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void namesSocketsWhereTheyAre(@TempDir Path dir) throws Exception {
        try (RunningSpecimen specimen = Specimen.start("unix-names", dir)) {
            TreeFacts facts = FactsCollector.collect((int) specimen.pid(), HostFacts.getDefaultInstance());
            assertThat(facts.getUnixNamesList())
                    .extracting(name -> name.getName().toStringUtf8())
                    .contains(
                            dir.resolve("unix-names/near").toString(),
                            dir.resolve("unix-names/taken").toString())
                    .noneMatch(name -> name.endsWith("gone") || name.endsWith("removed"));
            specimen.terminateAndCheck(TIMEOUT);
        }
    }
}
