package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.procfs.Stat;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real source engine is killed by SIGKILL on its way to the commit. */
class SourceDeathKernelTest {
    private final String id = UUID.randomUUID().toString();

    @TempDir
    private Path directory;

    private Process program;
    private Journal journal;

    /** On the processor, asleep, or for a moment in the kernel. */
    private static final String RUNS = "RSD";

    @BeforeEach
    void start() throws IOException {
        journal = Journal.in(directory.resolve("journal"));
        program = new ProcessBuilder("sh", "-c", "while :; do sleep 0.05; done").start();
    }

    @AfterEach
    void end() {
        program.descendants().forEach(ProcessHandle::destroyForcibly);
        program.destroyForcibly();
    }

    @ParameterizedTest
    @ValueSource(strings = {"frozen", "kept", "journalled"})
    void leavesTheProgramRunningBeforeTheCommit(String far) throws Exception {
        kill(far);
        await().until(() -> RUNS.indexOf(state()) >= 0);
        try (OpenMigration open = await().until(() -> OpenMigration.take(journal, entry()), Optional::isPresent)
                .orElseThrow()) {
            assertThat(open.wish()).isEqualTo(Wish.ABORT);
        }
        assertThat(journal.isMarked(id)).isTrue();
        assertThat(RUNS).contains(Character.toString(state()));
    }

    @Test
    void keepsTheProgramOnceTheCommitMayHaveBeenSent() throws Exception {
        kill("dismissed");
        await().until(() -> state() == 'T');
        try (OpenMigration open = OpenMigration.take(journal, entry()).orElseThrow()) {
            assertThat(open.wish()).isEqualTo(Wish.COMMIT);
            assertThat(open.kept()).contains((int) program.pid());
        }
        assertThat(state()).isEqualTo('T');
    }

    @Test
    void leavesAProgramStoppedThatWasStoppedBefore() throws Exception {
        Signal.send((int) program.pid(), Signals.SIGSTOP);
        await().until(() -> state() == 'T');
        kill("journalled");
        await().until(() -> journal.isMarked(id));
        await().until(() -> state() == 'T');
        assertThat(entry().resting()).contains((int) program.pid());
    }

    private void kill(String far) throws Exception {
        Process engine = new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedSource.class.getName(),
                        directory.resolve("journal").toString(),
                        id,
                        Long.toString(program.pid()),
                        far)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(engine.getInputStream().read()).isEqualTo('p');
            assertThat(state()).isEqualTo('t');
        } finally {
            engine.destroyForcibly().waitFor();
        }
    }

    private JournalEntry entry() throws IOException {
        return journal.find(id, true).orElseThrow();
    }

    private char state() throws IOException {
        return Stat.read((int) program.pid()).state();
    }
}
