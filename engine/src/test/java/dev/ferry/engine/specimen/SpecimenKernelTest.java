package dev.ferry.engine.specimen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every specimen passes when nobody touches it, and the harness notices what goes wrong. */
class SpecimenKernelTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    static List<String> names() throws IOException {
        return Specimen.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void passesWhenNothingIsDoneToIt(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir)) {
            assertThat(specimen.isAlive()).isTrue();
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void isNoChildOfThisProcess() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("eventfd", dir)) {
            ProcessHandle root = ProcessHandle.of(specimen.pid()).orElseThrow();
            assertThat(root.parent().map(ProcessHandle::pid))
                    .isNotEqualTo(ProcessHandle.current().pid());
            assertThat(ProcessHandle.current().children()).doesNotContain(root);
        }
    }

    @Test
    void knowsAllProcessesOfATree() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("tree", dir)) {
            assertThat(specimen.tasks()).hasSize(7).contains(specimen.pid());
        }
    }

    @Test
    void leavesNothingBehindWhenClosed() throws Exception {
        RunningSpecimen specimen = Specimen.start("tree", dir);
        specimen.close();
        assertThat(specimen.tasks()).isEmpty();
        assertThat(specimen.isAlive()).isFalse();
    }

    @Test
    void counts() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("threads-mutex", dir)) {
            await().atMost(TIMEOUT).until(() -> specimen.lastCount() > 5);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void reportsWhatASpecimenFoundWrong() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("file-deleted", dir)) {
            Path stranger = Files.createFile(dir.resolve("file-deleted/ghost"));
            assertThatThrownBy(() -> specimen.terminateAndCheck(TIMEOUT))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("FAIL: access(path, F_OK), expected ENOENT");
            assertThat(stranger).exists();
        }
    }

    @Test
    void reportsASpecimenThatWasKilled() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("eventfd", dir)) {
            specimen.killTree();
            assertThatThrownBy(() -> specimen.terminateAndCheck(Duration.ofSeconds(1)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("eventfd was not there");
        }
    }

    @Test
    void noticesALostOrRepeatedCount() {
        assertThat(Verdict.of("COUNT 1\nCOUNT 2\n").isContiguous()).isTrue();
        assertThat(Verdict.of("COUNT 1\nCOUNT 3\n").isContiguous()).isFalse();
        assertThat(Verdict.of("COUNT 1\nCOUNT 1\n").isContiguous()).isFalse();
    }
}
