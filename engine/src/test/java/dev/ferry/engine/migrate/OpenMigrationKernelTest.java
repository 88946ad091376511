package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.migrate.OpenMigration.Outcome;
import dev.ferry.engine.migrate.OpenMigration.Result;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.process.Stub;
import dev.ferry.linux.ptrace.Tracee;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a migration whose source engine has died, with a real process that it has left behind. */
class OpenMigrationKernelTest {
    private static final Verdict RUNS = new Verdict.Runs(Duration.ZERO);
    private static final Verdict ABORTED = new Verdict.Aborted();
    private static final Verdict UNKNOWN = new Verdict.Unknown("web2 is down", false);

    @TempDir
    private Path directory;

    private final String id = UUID.randomUUID().toString();
    private final List<Wish> wishes = new ArrayList<>();
    private Process kept;
    private Journal journal;

    @BeforeEach
    void stopAProgram() throws IOException {
        journal = Journal.in(directory);
        kept = new ProcessBuilder("sleep", "60").start();
        Signal.send(pid(), Signals.SIGSTOP);
        await().until(() -> state() == 'T');
    }

    @AfterEach
    void end() {
        kept.destroyForcibly();
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMITTING", "IN_DOUBT"})
    void killsWhatRunsOnTheDestination(JournalState state) throws Exception {
        write(state);
        assertThat(settled(RUNS).outcome()).isEqualTo(Outcome.MOVED);
        assertThat(kept.waitFor()).isEqualTo(128 + 9);
        assertThat(wishes).containsExactly(Wish.COMMIT);
        assertThat(journal.find(id, true).orElseThrow().state()).isEqualTo(JournalState.DONE);
    }

    @ParameterizedTest
    @EnumSource(names = {"COMMITTING", "IN_DOUBT"})
    void letsRunWhatNeverRanOnTheDestination(JournalState state) throws Exception {
        write(state);
        assertThat(settled(ABORTED).outcome()).isEqualTo(Outcome.RUNS_HERE);
        await().until(() -> state() != 'T');
        assertThat(journal.find(id, true)).isEmpty();
    }

    @Test
    void keepsWhatNobodyKnowsAbout() throws Exception {
        write(JournalState.IN_DOUBT);
        Result result = settled(UNKNOWN);
        assertThat(result.outcome()).isEqualTo(Outcome.OPEN);
        assertThat(result.sentence()).endsWith("is in doubt: web2 is down.");
        assertThat(state()).isEqualTo('T');
        assertThat(journal.find(id, true).orElseThrow().state()).isEqualTo(JournalState.IN_DOUBT);
    }

    @Test
    void finishesWhatWasHandedOverWithoutAsking() throws Exception {
        write(JournalState.HANDED_OVER);
        assertThat(settled(UNKNOWN).outcome()).isEqualTo(Outcome.MOVED);
        assertThat(kept.waitFor()).isEqualTo(128 + 9);
        assertThat(wishes).isEmpty();
    }

    @Test
    void asksTheDestinationToRemoveItsCopyIfTheWatchdogHasLetTheProgramRun() throws Exception {
        write(JournalState.COMMITTING);
        journal.setMark(id);
        assertThat(settled(ABORTED).outcome()).isEqualTo(Outcome.RUNS_HERE);
        assertThat(wishes).containsExactly(Wish.ABORT);
        await().until(() -> state() != 'T');
    }

    @Test
    void asksTheDestinationToRemoveItsCopyIfAPersonHasWokenTheProgram() throws Exception {
        write(JournalState.IN_DOUBT);
        Signal.send(pid(), Signals.SIGCONT);
        assertThat(settled(ABORTED).outcome()).isEqualTo(Outcome.RUNS_HERE);
        assertThat(wishes).containsExactly(Wish.ABORT);
    }

    @Test
    void saysThatAProgramRunsTwiceAndTouchesNeither() throws Exception {
        write(JournalState.IN_DOUBT);
        Signal.send(pid(), Signals.SIGCONT);
        Result result = settled(RUNS);
        assertThat(result.outcome()).isEqualTo(Outcome.OPEN);
        assertThat(result.sentence()).contains("doubled");
        assertThat(kept.isAlive()).isTrue();
    }

    @Test
    void wakesWhatNeitherTheEngineNorItsWatchdogCould() throws Exception {
        write(JournalState.STARTED);
        assertThat(settled(UNKNOWN).outcome()).isEqualTo(Outcome.OPEN);
        await().until(() -> state() != 'T');
        assertThat(wishes).containsExactly(Wish.ABORT);
        assertThat(settled(ABORTED).outcome()).isEqualTo(Outcome.RUNS_HERE);
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void leavesWhatRestedBeforeInItsStop() throws Exception {
        write(entry(JournalState.IN_DOUBT, Boot.id(), Optional.empty(), List.of(pid())));
        assertThat(settled(ABORTED).outcome()).isEqualTo(Outcome.RUNS_HERE);
        assertThat(state()).isEqualTo('T');
    }

    @Test
    void forgetsAnOldOneThatNeverCameToItsCommit() throws Exception {
        journal.write(new JournalEntry(id, true, JournalState.STARTED, List.of(), "web2", Instant.EPOCH));
        assertThat(settled(UNKNOWN).outcome()).isEqualTo(Outcome.RUNS_HERE);
        assertThat(wishes).isEmpty();
        assertThat(journal.entries()).isEmpty();
    }

    @Test
    void goesForwardAfterAReboot() throws Exception {
        write(entry(JournalState.IN_DOUBT, "another boot", Optional.empty(), List.of()));
        Result result = settled(RUNS);
        assertThat(wishes).containsExactly(Wish.COMMIT);
        assertThat(result.outcome()).isEqualTo(Outcome.MOVED);
        assertThat(result.sentence()).contains("was booted since");
        assertThat(state()).as("the pid is somebody else's now").isEqualTo('T');
    }

    @Test
    void saysThatAProgramIsLostAfterAReboot() throws Exception {
        write(entry(JournalState.IN_DOUBT, "another boot", Optional.empty(), List.of()));
        Result result = settled(ABORTED);
        assertThat(result.outcome()).isEqualTo(Outcome.LOST);
        assertThat(result.sentence()).contains("lost", "was booted since");
        assertThat(state()).isEqualTo('T');
    }

    @Test
    void doesNotGoForwardAfterARebootIfTheProgramHadRunOnHere() throws Exception {
        write(entry(JournalState.COMMITTING, "another boot", Optional.empty(), List.of()));
        journal.setMark(id);
        settled(ABORTED);
        assertThat(wishes).containsExactly(Wish.ABORT);
    }

    @Test
    void leavesTheProcessAloneThatHasThePidOfAnother() throws Exception {
        ProcessKey other = new ProcessKey(pid(), ProcessKey.of(pid()).start() + 1);
        write(entry(JournalState.IN_DOUBT, Boot.id(), Optional.empty(), List.of())
                .withProcesses(List.of(other), List.of()));
        settled(RUNS);
        assertThat(state()).isEqualTo('T');
    }

    @Test
    void knowsTheProcessesOfAnOlderJournalByTheirAge() throws Exception {
        journal.write(new JournalEntry(
                id,
                true,
                JournalState.IN_DOUBT,
                List.of(pid()),
                "web2",
                Instant.now().plusSeconds(60)));
        try (OpenMigration open = taken().orElseThrow()) {
            assertThat(open.kept()).containsExactly(pid());
        }
        journal.write(new JournalEntry(
                id,
                true,
                JournalState.IN_DOUBT,
                List.of(pid()),
                "web2",
                Instant.now().minusSeconds(3600)));
        try (OpenMigration open = taken().orElseThrow()) {
            assertThat(open.kept()).isEmpty();
        }
    }

    @Test
    void waitsForTheWatchdogToEnd() throws Exception {
        try (Stub watchdog = Stub.start()) {
            write(entry(JournalState.COMMITTING, Boot.id(), Optional.of(ProcessKey.of(watchdog.pid())), List.of()));
            assertThat(taken()).isEmpty();
        }
        taken().orElseThrow().close();
    }

    @Test
    void leavesItToTheEngineThatLives() throws Exception {
        write(JournalState.COMMITTING);
        JournalLock engine = journal.lock(id, true).orElseThrow();
        assertThat(taken()).isEmpty();
        engine.close();
        OpenMigration first = taken().orElseThrow();
        assertThat(taken()).isEmpty();
        first.close();
    }

    @Test
    void leavesATreeAloneThatSomebodyTraces() throws Exception {
        try (Stub held = Stub.start()) {
            Tracee tracee = Tracee.seize(held.pid(), 0);
            tracee.interrupt();
            tracee.awaitStop(Duration.ofSeconds(5));
            write(entry(JournalState.COMMITTING, Boot.id(), Optional.empty(), List.of())
                    .withProcesses(List.of(ProcessKey.of(held.pid())), List.of()));
            assertThat(taken()).isEmpty();
        }
    }

    @Test
    void neverRunsByAPersonsWordWhatRunsOnTheDestination() throws Exception {
        write(JournalState.HANDED_OVER);
        try (OpenMigration open = taken().orElseThrow()) {
            assertThatThrownBy(() -> open.runHere(answering(RUNS)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("twice");
        }
        assertThat(state()).isEqualTo('T');
    }

    @Test
    void doesWhatAPersonDecides() throws Exception {
        write(JournalState.IN_DOUBT);
        try (OpenMigration open = taken().orElseThrow()) {
            assertThat(open.runHere(answering(UNKNOWN))).containsExactly(pid());
        }
        await().until(() -> state() != 'T');
        Signal.send(pid(), Signals.SIGSTOP);
        await().until(() -> state() == 'T');
        write(JournalState.IN_DOUBT);
        try (OpenMigration open = taken().orElseThrow()) {
            open.discard(answering(UNKNOWN));
        }
        assertThat(kept.waitFor()).isEqualTo(128 + 9);
        assertThat(journal.entries()).isEmpty();
        assertThat(wishes).containsExactly(Wish.ABORT, Wish.COMMIT);
    }

    @Test
    void doesNotDiscardTheOnlyCopy() throws Exception {
        write(JournalState.IN_DOUBT);
        try (OpenMigration open = taken().orElseThrow()) {
            assertThatThrownBy(() -> open.discard(answering(ABORTED)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("would be lost");
        }
        assertThat(state()).isEqualTo('T');
    }

    private Result settled(Verdict verdict) throws IOException {
        try (OpenMigration open = taken().orElseThrow()) {
            return open.settle(answering(verdict));
        }
    }

    private OpenMigration.Oracle answering(Verdict verdict) {
        return (entry, wish) -> {
            wishes.add(wish);
            return verdict;
        };
    }

    private Optional<OpenMigration> taken() throws IOException {
        return OpenMigration.take(journal, journal.find(id, true).orElseThrow());
    }

    private void write(JournalState state) throws IOException {
        write(entry(state, Boot.id(), Optional.empty(), List.of()));
    }

    private void write(JournalEntry entry) throws IOException {
        journal.newMark(id);
        journal.write(entry);
    }

    private JournalEntry entry(JournalState state, String boot, Optional<ProcessKey> watchdog, List<Integer> resting)
            throws IOException {
        return new JournalEntry(
                id,
                true,
                state,
                List.of(ProcessKey.of(pid())),
                resting,
                "web2",
                "",
                Route.NONE,
                boot,
                watchdog,
                List.of(),
                Instant.now());
    }

    private int pid() {
        return (int) kept.pid();
    }

    private char state() throws IOException {
        return Stat.read(pid()).state();
    }
}
