package dev.ferry.engine.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Policy;
import dev.ferry.engine.check.Preflight;
import dev.ferry.engine.check.Severity;
import dev.ferry.engine.precopy.PreCopyOptions;
import dev.ferry.engine.precopy.StopReason;
import dev.ferry.engine.wire.proto.HostFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Both sides with real pipes and without processes. */
@Timeout(30)
class MigrationProtocolTest {
    private static final HostFacts HOST =
            HostFacts.newBuilder().setEngineVersion("0.1.0").setHostName("host").build();
    private static final Finding BLOCKER = new Finding(Severity.BLOCKER, "pid-taken", "pid 812", "is taken", "end it");

    @TempDir
    private Path directory;

    private final FakeTree tree = new FakeTree();
    private final FakeRestorer restorer = new FakeRestorer();
    private final CancelToken cancel = new CancelToken();
    private final Pause pause = new Pause();
    private final List<Boolean> pauses = new ArrayList<>();
    private boolean pauseWasWanted;
    private final List<String> states = new ArrayList<>();
    private FaultInjector faults = FaultInjector.NONE;
    private PreCopyOptions preCopy = PreCopyOptions.usual();
    private Duration silence = Duration.ofSeconds(10);
    private CompletableFuture<DestinationState> destination;
    private Journal journal;
    private Link link;

    @BeforeEach
    void connect() throws IOException {
        link = new Link();
        journal = Journal.in(directory);
    }

    @Test
    void movesATree() throws Exception {
        MigrationReport report = migrate();
        assertThat(destinationEnds()).isInstanceOf(DestinationState.Completed.class);
        assertThat(tree.life).isEqualTo(FakeTree.Life.KILLED);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
        assertThat(restorer.received).isEqualTo(report.bytes()).isEqualTo(9 << 20);
        assertThat(tree.carried).containsExactly("/tmp/carried");
        assertThat(report.leftover()).isEmpty();
        assertThat(report.downtime()).isPositive().isLessThan(report.total());
        assertThat(states)
                .containsExactly(
                        "PreCopying",
                        "PreCopying",
                        "Frozen",
                        "AwaitingReady",
                        "Ready",
                        "Committing",
                        "HandedOver",
                        "Completed");
        assertThat(journal.find(report.migrationId(), true).orElseThrow().state())
                .isEqualTo(JournalState.DONE);
        assertThat(journal.find(report.migrationId(), false).orElseThrow().state())
                .isEqualTo(JournalState.RUNNING);
    }

    @Test
    void copiesMemoryWhileTheTreeRuns() throws Exception {
        MigrationReport report = migrate();
        assertThat(report.rounds()).isEqualTo(1);
        assertThat(report.stopReason()).isEqualTo(StopReason.CONVERGED);
        assertThat(report.preCopied()).isEqualTo(4 << 20).isEqualTo(restorer.preCopied);
        assertThat(restorer.shapes).hasSize(1);
        assertThat(restorer.skeletonClosed).isTrue();
        assertThat(tree.trackingEnded).isTrue();
    }

    @Test
    void stopsCopyingAProgramThatWritesTooFast() throws Exception {
        tree.writesOn = true;
        preCopy = new PreCopyOptions(Duration.ZERO, 100);
        MigrationReport report = migrate();
        assertThat(report.stopReason()).isEqualTo(StopReason.NOT_SHRINKING);
        assertThat(report.preCopied()).isEqualTo(restorer.preCopied).isEqualTo(report.rounds() * (4L << 20));
        assertThat(tree.life).isEqualTo(FakeTree.Life.KILLED);
    }

    @Test
    void slowsAProgramDownThatWritesTooFast() throws Exception {
        tree.writesOn = true;
        preCopy = new PreCopyOptions(Duration.ZERO, 100).throttled();
        MigrationReport report = migrate();
        assertThat(report.stopReason()).isEqualTo(StopReason.CONVERGED);
        assertThat(report.throttled()).isEqualTo(Duration.ofMillis(750));
    }

    @Test
    void givesAProgramItsSpeedBackIfItStays() {
        tree.writesOn = true;
        preCopy = new PreCopyOptions(Duration.ZERO, 100).throttled();
        List<Double> shares = new ArrayList<>();
        faults = at(FaultPoint.AFTER_ROUND, () -> {
            shares.add(tree.throttle);
            if (tree.throttle > 0) cancel.cancel();
        });
        assertThat(catchThrowable(this::migrate)).isInstanceOf(CancelledException.class);
        assertThat(shares).containsExactly(0.0, 0.5);
        assertThat(tree.throttle).isZero();
    }

    @Test
    void isPausedForLongerThanTheSilenceThatAPeerMayKeep() throws Exception {
        silence = Duration.ofMillis(400);
        tree.writesOn = true;
        preCopy = new PreCopyOptions(Duration.ZERO, 3);
        faults = at(FaultPoint.IN_ROUND, pauseFor(1200));
        MigrationReport report = migrate();
        assertThat(pauses).startsWith(true, false);
        assertThat(report.total()).isGreaterThan(Duration.ofMillis(1200));
        assertThat(report.preCopied()).isEqualTo(restorer.preCopied).isEqualTo(3 * (4L << 20));
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
    }

    @Test
    void looksAgainAfterAPauseBetweenTheLastRoundAndTheFreeze() throws Exception {
        faults = at(FaultPoint.AFTER_ROUND, pauseFor(300));
        MigrationReport report = migrate();
        assertThat(pauses).containsExactly(true, false);
        assertThat(report.stopReason()).isEqualTo(StopReason.CONVERGED);
        assertThat(report.downtime()).isLessThan(report.total().minusMillis(300));
    }

    @Test
    void canBePausedWithoutRounds() throws Exception {
        preCopy = new PreCopyOptions(Duration.ZERO, 0);
        faults = at(FaultPoint.AFTER_WARM, pauseFor(300));
        assertThat(migrate().stopReason()).isEqualTo(StopReason.OFF);
        assertThat(pauses).containsExactly(true, false);
    }

    @Test
    void canNotBePausedOnceTheProgramIsStopped() throws Exception {
        List<Boolean> answers = new ArrayList<>();
        faults = at(FaultPoint.AFTER_FREEZE, () -> answers.add(pause.begin()));
        migrate();
        assertThat(answers).containsExactly(false);
        assertThat(pauses).isEmpty();
    }

    @Test
    void canBeCancelledInAPause() {
        faults = at(FaultPoint.IN_ROUND, () -> {
            pause.begin();
            CompletableFuture.delayedExecutor(200, TimeUnit.MILLISECONDS).execute(cancel::cancel);
        });
        assertThat(catchThrowable(this::migrate)).isInstanceOf(CancelledException.class);
        assertRolledBack();
    }

    @Test
    void noticesInAPauseThatTheLinkIsCut() {
        faults = at(FaultPoint.IN_ROUND, () -> {
            pause.begin();
            link.cut();
        });
        assertThat(catchThrowable(this::migrate)).isInstanceOf(PeerLostException.class);
        assertRolledBack();
    }

    private FaultAction pauseFor(int milliseconds) {
        return () -> {
            if (!pauseWasWanted) {
                pauseWasWanted = true;
                pause.begin();
                CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS)
                        .execute(pause::end);
            }
        };
    }

    @Test
    void copiesNoMoreRoundsThanAllowed() throws Exception {
        tree.writesOn = true;
        preCopy = new PreCopyOptions(Duration.ZERO, 2);
        MigrationReport report = migrate();
        assertThat(report.rounds()).isEqualTo(2);
        assertThat(report.stopReason()).isEqualTo(StopReason.ROUND_LIMIT);
    }

    @Test
    void copiesEverythingAtTheEndIfRoundsAreSwitchedOff() throws Exception {
        preCopy = new PreCopyOptions(Duration.ZERO, 0);
        MigrationReport report = migrate();
        assertThat(report.rounds()).isZero();
        assertThat(report.stopReason()).isEqualTo(StopReason.OFF);
        assertThat(restorer.preCopied).isZero();
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
    }

    @Test
    void copiesEverythingAtTheEndIfTheKernelShowsNoWrites() throws Exception {
        tree.tracks = false;
        MigrationReport report = migrate();
        assertThat(report.rounds()).isZero();
        assertThat(report.stopReason()).isEqualTo(StopReason.NOT_TRACKED);
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
    }

    @Test
    void canBeCancelledInARound() {
        tree.writesOn = true;
        faults = at(FaultPoint.IN_ROUND, cancel::cancel);
        assertThat(catchThrowable(this::migrate)).isInstanceOf(CancelledException.class);
        assertThat(catchThrowable(destination::join)).hasCauseInstanceOf(CancelledException.class);
        assertThat(tree.life).isEqualTo(FakeTree.Life.RUNNING);
        assertThat(tree.trackingEnded).isTrue();
        assertThat(restorer.skeletonClosed).isTrue();
    }

    @Test
    void touchesNothingIfTheDestinationRefuses() {
        restorer.answer = new Preflight(List.of(BLOCKER), List.of(), List.of());
        PreflightRefused refused = catchThrowableOfType(PreflightRefused.class, this::migrate);
        assertThat(refused.exitCode()).isEqualTo(3);
        assertThat(refused).hasMessage("Pid 812 is taken; end it.");
        assertThat(refused.findings()).containsExactly(BLOCKER);
        assertThat(states).containsExactly("RolledBack");
        assertThat(tree.life).isEqualTo(FakeTree.Life.RUNNING);
        assertThat(destinationEnds()).isInstanceOf(DestinationState.Aborted.class);
    }

    @Test
    void saysWhatBothHostsHaveAgainstIt() {
        tree.findings.add(new Finding(Severity.BLOCKER, "seccomp", "process 812", "is restricted", ""));
        restorer.answer = new Preflight(List.of(BLOCKER), List.of(), List.of());
        PreflightRefused refused = catchThrowableOfType(PreflightRefused.class, this::migrate);
        assertThat(refused.findings()).extracting(Finding::code).containsExactly("pid-taken", "seccomp");
    }

    @Test
    void tellsTheSourceWhyTheRestoreFailed() {
        restorer.restoreFails = true;
        tree.images = 200;
        Throwable failure = catchThrowable(this::migrate);
        assertThat(failure)
                .isInstanceOf(PeerFailedException.class)
                .hasMessage("Process id 812 is taken; end process 812.");
        assertRolledBack();
    }

    @Test
    void tellsTheDestinationWhyTheFreezeFailed() {
        tree.freezeFails = true;
        assertThat(catchThrowable(this::migrate)).hasMessage("Process 812 does not stop; try again.");
        assertThat(catchThrowable(destination::join)).hasMessageContaining("Process 812 does not stop; try again.");
        assertRolledBack();
    }

    @Test
    void isInDoubtIfResumingFails() {
        restorer.resumeFails = true;
        InDoubtException doubt = catchThrowableOfType(InDoubtException.class, this::migrate);
        assertThat(doubt.exitCode()).isEqualTo(4);
        assertThat(doubt).hasMessageContaining("does not resume", doubt.migrationId());
        assertThat(tree.life).isEqualTo(FakeTree.Life.STOPPED);
    }

    @Test
    void reportsOldProcessesThatDoNotGo() throws Exception {
        tree.killFails = true;
        MigrationReport report = migrate();
        assertThat(report.leftover()).contains("does not go", "ferry resolve " + report.migrationId());
        assertThat(journal.find(report.migrationId(), true).orElseThrow().state())
                .isEqualTo(JournalState.HANDED_OVER);
        assertThat(tree.life).isEqualTo(FakeTree.Life.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"AFTER_COMMIT_SENT", "BEFORE_RESUME", "AFTER_RESUME", "AFTER_REPORT", "BEFORE_KILL", "AFTER_KILL"})
    void runsOnAfterAFailureAt(FaultPoint failing) {
        faults = at(failing, () -> {
            throw new IOException("Failed at " + failing + ".");
        });
        Throwable failure = catchThrowable(this::migrate);
        assertThat(failure).isInstanceOf(IOException.class).hasMessage("Failed at " + failing + ".");
        assertRolledBack();
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_COMMIT_SENT", "AFTER_RESUME"})
    void isInDoubtAfterAFailureAt(FaultPoint failing) throws Exception {
        faults = at(failing, () -> {
            throw new IOException("Failed at " + failing + ".");
        });
        assertInDoubt(catchThrowable(this::migrate));
        ends();
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {
                "AFTER_COMMIT_SENT",
                "AFTER_COMMIT_RECEIVED",
                "BEFORE_RESUME",
                "AFTER_RESUME",
                "AFTER_REPORT",
                "BEFORE_KILL",
                "AFTER_KILL"
            })
    void runsOnAfterTheLinkWasCutAt(FaultPoint cutting) {
        faults = at(cutting, link::cut);
        Throwable failure = catchThrowable(this::migrate);
        if (failure instanceof InDoubtException) {
            // The kernel may tell of the cut a moment too late: the next thing that the source says is COMMIT.
            assertThat(cutting)
                    .isIn(
                            FaultPoint.READY_SENT,
                            FaultPoint.AFTER_READY,
                            FaultPoint.KEPT_STOPPED,
                            FaultPoint.BEFORE_COMMIT,
                            FaultPoint.WATCH_DISMISSED);
            assertInDoubt(failure);
            ends();
        } else {
            assertThat(failure).isInstanceOf(IOException.class);
            assertRolledBack();
            ends();
            assertThat(restorer.life).isNotEqualTo(FakeRestorer.Life.RUNNING);
        }
        assertThat(restorer.life).isNotEqualTo(FakeRestorer.Life.STOPPED);
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_COMMIT_SENT", "AFTER_COMMIT_RECEIVED", "BEFORE_RESUME", "AFTER_RESUME"})
    void losesNothingAfterTheLinkWasCutAt(FaultPoint cutting) throws Exception {
        faults = at(cutting, link::cut);
        Throwable failure = catchThrowable(this::migrate);
        if (failure instanceof PeerFailedException) {
            // COMMIT did not get through the cut, but the destination's last word did: it has removed its tree.
            assertThat(cutting).isEqualTo(FaultPoint.AFTER_COMMIT_SENT);
            assertRolledBack();
        } else {
            assertInDoubt(failure);
        }
        ends();
        assertThat(restorer.life).isNotEqualTo(FakeRestorer.Life.STOPPED);
    }

    @Test
    void needsNoLinkToRemoveTheOldTree() throws Exception {
        faults = at(FaultPoint.BEFORE_KILL, link::cut);
        migrate();
        assertThat(tree.life).isEqualTo(FakeTree.Life.KILLED);
    }

    @Test
    void canBeCancelledInTheMiddleOfTheImages() {
        faults = at(FaultPoint.IN_IMAGES, cancel::cancel);
        assertThat(catchThrowable(this::migrate)).isInstanceOf(CancelledException.class);
        assertThat(catchThrowable(destination::join)).hasCauseInstanceOf(CancelledException.class);
        assertRolledBack();
    }

    @Test
    void canNotBeCancelledAfterTheCommit() throws Exception {
        List<Boolean> answers = new ArrayList<>();
        faults = at(FaultPoint.BEFORE_COMMIT, () -> answers.add(cancel.cancel()));
        migrate();
        assertThat(answers).containsExactly(false);
        assertThat(tree.life).isEqualTo(FakeTree.Life.KILLED);
    }

    @Test
    void givesUpOnASilentDestination() {
        silence = Duration.ofMillis(300);
        MigrationOptions options = options();
        Throwable failure = catchThrowable(
                () -> MigrationSource.run(tree, link.source(), journal, options, MigrationListener.NONE));
        assertThat(failure).isInstanceOf(PeerLostException.class).hasMessageContaining("has said nothing");
    }

    @Test
    void staysPatientWithABusyDestination() throws Exception {
        silence = Duration.ofMillis(400);
        CompletableFuture<Void> later = new CompletableFuture<>();
        later.completeOnTimeout(null, 1200, TimeUnit.MILLISECONDS);
        faults = at(FaultPoint.BEFORE_READY, later::join);
        migrate();
        assertThat(restorer.life).isEqualTo(FakeRestorer.Life.RUNNING);
    }

    @Test
    void asksWithoutMoving() throws Exception {
        serve();
        Preflight answer = MigrationSource.check(tree, link.source(), options());
        assertThat(answer).isEqualTo(restorer.answer);
        assertThat(destinationEnds()).isInstanceOf(DestinationState.Aborted.class);
        assertThat(tree.life).isEqualTo(FakeTree.Life.RUNNING);
    }

    /** Runs something at one point, once. */
    private static FaultInjector at(FaultPoint chosen, FaultAction action) {
        return point -> {
            if (point == chosen) {
                action.run();
            }
        };
    }

    @FunctionalInterface
    private interface FaultAction {
        void run() throws IOException;
    }

    private MigrationReport migrate() throws IOException {
        serve();
        MigrationListener listener = new MigrationListener() {
            @Override
            public void entered(SourceState state) {
                states.add(state.getClass().getSimpleName());
            }

            @Override
            public void paused(boolean halted) {
                pauses.add(halted);
            }
        };
        return MigrationSource.run(tree, link.source(), journal, options(), listener);
    }

    private MigrationOptions options() {
        return new MigrationOptions(
                HOST, Policy.CAREFUL, preCopy, LinkOptions.DEFAULT, silence, cancel, pause, faults, DoubtOptions.NONE);
    }

    private void serve() {
        DestinationOptions options = new DestinationOptions(HOST, silence, faults);
        Duplex channel = link.destination();
        destination = CompletableFuture.supplyAsync(() -> {
            try {
                return MigrationDestination.serve(restorer, channel, journal, options);
            } catch (IOException e) {
                throw new java.util.concurrent.CompletionException(e);
            }
        });
    }

    private DestinationState destinationEnds() {
        return destination.join();
    }

    private void ends() {
        assertThat(destination.handle((state, failure) -> true).join()).isTrue();
    }

    private void assertRolledBack() {
        ends();
        assertThat(tree.life).isEqualTo(FakeTree.Life.RUNNING);
        assertThat(restorer.life).isIn(FakeRestorer.Life.NONE, FakeRestorer.Life.REMOVED);
        assertThat(states.get(states.size() - 1)).isEqualTo("RolledBack");
        assertThat(catchingIo(journal::entries)).allMatch(MigrationProtocolTest::isOver);
    }

    /** A source that could not tell the destination remembers to do so later. */
    private static boolean isOver(JournalEntry entry) {
        return entry.state() == (entry.source() ? JournalState.STARTED : JournalState.ABORTED);
    }

    private void assertInDoubt(Throwable failure) {
        assertThat(failure).isInstanceOf(InDoubtException.class);
        assertThat(tree.life).isEqualTo(FakeTree.Life.STOPPED);
        assertThat(states.get(states.size() - 1)).isEqualTo("InDoubt");
        String id = ((InDoubtException) failure).migrationId();
        JournalState remembered =
                catchingIo(() -> journal.find(id, true)).orElseThrow().state();
        assertThat(remembered).isEqualTo(JournalState.IN_DOUBT);
    }

    private static <T> T catchingIo(java.util.concurrent.Callable<T> call) {
        try {
            return call.call();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
