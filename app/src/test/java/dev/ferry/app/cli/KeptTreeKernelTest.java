package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.engine.migrate.JournalEntry;
import dev.ferry.engine.migrate.JournalState;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptTreeKernelTest {
    private Process kept;

    @BeforeEach
    void stopAProgram() throws IOException {
        kept = new ProcessBuilder("sleep", "60").start();
        Signal.send((int) kept.pid(), Signals.SIGSTOP);
        Awaitility.await().until(() -> state() == 'T');
    }

    @AfterEach
    void end() {
        kept.destroyForcibly();
    }

    private char state() throws IOException {
        return Stat.read((int) kept.pid()).state();
    }

    private JournalEntry entry(JournalState state, Instant at) {
        return new JournalEntry(UUID.randomUUID().toString(), true, state, List.of((int) kept.pid()), "web2", at);
    }

    private static Instant soon() {
        return Instant.now().plus(Duration.ofMinutes(1));
    }

    @Test
    void letsTheKeptProcessesRun() throws IOException {
        KeptTree.of(entry(JournalState.IN_DOUBT, soon())).letRun();
        Awaitility.await().until(() -> state() != 'T');
    }

    @Test
    void killsTheKeptProcesses() throws Exception {
        KeptTree.of(entry(JournalState.HANDED_OVER, soon())).kill();
        assertThat(kept.waitFor()).isEqualTo(128 + 9);
    }

    @Test
    void neverRunsWhatRunsOnTheDestination() throws IOException {
        KeptTree tree = KeptTree.of(entry(JournalState.HANDED_OVER, soon()));
        assertThatThrownBy(tree::letRun).isInstanceOf(IOException.class).hasMessageContaining("twice");
        assertThat(state()).isEqualTo('T');
    }

    @Test
    void leavesAYoungerProcessOfTheSamePidAlone() throws IOException {
        Instant before = Instant.now().minus(Duration.ofHours(1));
        assertThat(KeptTree.of(entry(JournalState.IN_DOUBT, before)).pids()).isEmpty();
    }

    @Test
    void leavesAMigrationAloneWhoseEngineStillHoldsTheTree() throws IOException {
        try (Stub held = Stub.start()) {
            Tracee tracee = Tracee.seize(held.pid(), 0);
            tracee.interrupt();
            tracee.awaitStop(Duration.ofSeconds(5));
            JournalEntry entry = new JournalEntry(
                    UUID.randomUUID().toString(), true, JournalState.COMMITTING, List.of(held.pid()), "web2", soon());
            assertThatThrownBy(() -> KeptTree.of(entry))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("under way");
        }
    }
}
