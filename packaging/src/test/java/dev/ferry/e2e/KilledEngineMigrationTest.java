package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.testhost.Program;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Engines die by SIGKILL, and links are cut: the program runs on one side, or is kept whole until somebody decides. One point of each
 * stage, and what is said and left there; {@link ChaosMigrationTest} kills at every point.
 */
final class KilledEngineMigrationTest {
    private static final int KILLED = 128 + 9;
    private static final String MARK = "/run/fault-mark";
    private static final String JOURNAL = "/var/lib/ferry/journal";
    /** More than an engine waits for a silent one. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private Traveller counter;

    @BeforeEach
    void start(TestHost hostA) throws IOException {
        counter = Traveller.counter(hostA);
    }

    @AfterEach
    void nothingIsInDoubt(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.awaitNoEngine(hostA);
        Ferry.awaitNoEngine(hostB);
        assertThat(Ferry.done(hostA, "resolve")).contains("No migration");
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_CHECK", "AFTER_FREEZE"})
    void theSourceDiesBeforeTheDestinationIsReady(FaultPoint point, TestHost hostA, TestHost hostB) throws IOException {
        assertThat(dyingSource(point, hostA).exit()).isEqualTo(KILLED);
        runsHereAndLeftNothingThere(hostA, hostB);
    }

    @Test
    void theDestinationDiesBeforeItIsReady(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.complaint(dyingDestination(FaultPoint.BEFORE_READY, hostA, hostB), Ferry.FAILED)
                .isNotEmpty();
        runsHereAndCanMove(hostA, hostB);
    }

    @ParameterizedTest
    @CsvSource({"AFTER_FREEZE, frozen", "AFTER_READY, restoring"})
    void bothDieBeforeTheCommit(FaultPoint point, String phase, TestHost hostA, TestHost hostB) throws IOException {
        Program source = Ferry.startWithJvm(fault(point, "pause"), hostA, "migrate", counter.pid(), "hostB");
        await(phase).atMost(PATIENCE).until(() -> hostA.read(source.err()).contains(phase));
        killEngines(hostB);
        killEngines(hostA);
        runsHereAndCanMove(hostA, hostB);
    }

    /** The destination can not know that COMMIT was never sent, and waits until somebody tells it. */
    @ParameterizedTest
    @EnumSource(names = {"AFTER_READY", "BEFORE_COMMIT"})
    void theSourceDiesBeforeTheCommit(FaultPoint point, TestHost hostA, TestHost hostB) throws IOException {
        assertThat(dyingSource(point, hostA).exit()).isEqualTo(KILLED);
        counter.countsOn(hostA);
        Ferry.done(hostA, "resolve");
        runsHereAndLeftNothingThere(hostA, hostB);
    }

    @Test
    void theNextMigrationClearsAwayWhatADeadSourceHasLeft(TestHost hostA, TestHost hostB) throws IOException {
        assertThat(dyingSource(FaultPoint.BEFORE_COMMIT, hostA).exit()).isEqualTo(KILLED);
        counter.countsOn(hostA);
        awaitHeld(hostB);
        counter.moves(hostA, hostB);
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    /** Nobody can know then whether the destination was told: it is asked. */
    @ParameterizedTest
    @EnumSource(names = {"WATCH_DISMISSED"})
    void theSourceDiesAroundTheCommit(FaultPoint point, TestHost hostA, TestHost hostB) throws IOException {
        assertThat(dyingSource(point, hostA).exit()).isEqualTo(KILLED);
        counter.isStoppedOn(hostA);
        assertThat(Ferry.done(hostA, "resolve")).contains("is done: the program was let run on hostB");
        runsThereAndNotHere(hostA, hostB);
    }

    @Test
    void aPersonDecides(TestHost hostA, TestHost hostB) throws IOException {
        assertThat(dyingSource(FaultPoint.AFTER_COMMIT_SENT, hostA).exit()).isEqualTo(KILLED);
        counter.isStoppedOn(hostA);
        Ferry.done(hostA, "resolve", "--discard");
        runsThereAndNotHere(hostA, hostB);
    }

    @Test
    void theSourceDiesBeforeItRemovesTheOldTree(TestHost hostA, TestHost hostB) throws IOException {
        assertThat(dyingSource(FaultPoint.BEFORE_KILL, hostA).exit()).isEqualTo(KILLED);
        counter.countsOn(hostB);
        counter.isStoppedOn(hostA);
        Ferry.complaint(Ferry.on(hostA, "resolve", "--run-here"), Ferry.FAILED).contains("twice");
        Ferry.done(hostA, "resolve");
        runsThereAndNotHere(hostA, hostB);
    }

    @Test
    void theDestinationDiesWithTheCommitInItsHands(TestHost hostA, TestHost hostB) throws IOException {
        Ran ran = dyingDestination(FaultPoint.AFTER_COMMIT_RECEIVED, hostA, hostB);
        Ferry.complaint(ran, Ferry.FAILED).contains("without running it");
        runsHereAndCanMove(hostA, hostB);
    }

    @Test
    void theDestinationDiesBeforeItCanSayThatTheProgramRuns(TestHost hostA, TestHost hostB) throws IOException {
        Ran ran = dyingDestination(FaultPoint.AFTER_RESUME, hostA, hostB);
        assertThat(ran.exit()).as(ran.err()).isEqualTo(Ferry.DONE);
        assertThat(ran.err()).contains("The connection was lost during the commit");
        runsThereAndNotHere(hostA, hostB);
    }

    /** COMMIT is written into a link that is cut already, and nobody is told. */
    @Test
    void theLinkIsCutWithTheCommitOnItsWay(TestHost hostA, TestHost hostB) throws IOException {
        Program source = cutInTheCommit(hostA, hostB, "60");
        try {
            await("doubt").atMost(PATIENCE).until(() -> hostA.read(source.err()).contains("asking the destination"));
            awaitHeld(hostB);
        } finally {
            hostB.restoreLink();
        }
        awaitEnd(hostA, source);
        assertThat(hostA.read(source.err())).contains("The connection was lost during the commit");
        runsThereAndNotHere(hostA, hostB);
    }

    @Test
    void theLinkIsCutForLongerThanTheSourceHasPatience(TestHost hostA, TestHost hostB) throws IOException {
        Program source = cutInTheCommit(hostA, hostB, "90");
        try {
            await("doubt").atMost(PATIENCE).until(() -> hostA.read(source.err()).contains("asking the destination"));
            hostA.exec("kill", "-TERM", Long.toString(source.pid())).outIfOk();
            awaitEnd(hostA, source);
            assertThat(hostA.read(source.err())).contains("ferry: It is not known", "ferry resolve");
            counter.isStoppedOn(hostA);
            Ran ran = Ferry.on(hostA, "resolve");
            assertThat(ran.exit()).as(ran.err()).isEqualTo(Ferry.IN_DOUBT);
            assertThat(ran.out()).contains("to hostB is in doubt", "Kept here: [");
            awaitHeld(hostB);
        } finally {
            hostB.restoreLink();
        }
        Ferry.done(hostA, "resolve");
        runsThereAndNotHere(hostA, hostB);
    }

    @Test
    void theLinkIsCutBeforeTheDestinationIsReady(TestHost hostA, TestHost hostB) throws IOException {
        Program source = paused(FaultPoint.BEFORE_READY, hostA, hostB);
        hostB.cutLink();
        try {
            awaitEnd(hostA, source);
            counter.countsOn(hostA);
        } finally {
            hostB.restoreLink();
            killEngines(hostB);
        }
        assertThat(hostA.read(source.err())).contains("ferry: ").doesNotContain("ferry resolve");
        runsHereAndCanMove(hostA, hostB);
    }

    @ParameterizedTest
    @CsvSource({"AFTER_COMMIT_RECEIVED, false", "AFTER_RESUME, true"})
    void theLinkIsCutAndTheDestinationDies(FaultPoint point, boolean ran, TestHost hostA, TestHost hostB)
            throws IOException {
        Program source = paused(point, hostA, hostB);
        hostB.cutLink();
        try {
            await("doubt").atMost(PATIENCE).until(() -> hostA.read(source.err()).contains("asking the destination"));
        } finally {
            hostB.restoreLink();
            killEngines(hostB);
        }
        awaitEnd(hostA, source);
        if (ran) {
            runsThereAndNotHere(hostA, hostB);
        } else {
            runsHereAndCanMove(hostA, hostB);
        }
    }

    private void runsHereAndLeftNothingThere(TestHost here, TestHost there) throws IOException {
        counter.countsOn(here);
        counter.leftNothingOn(there);
        counter.ends(here);
    }

    /** The files that a killed engine had put there are taken back by the next one; a different file would refuse the move. */
    private void runsHereAndCanMove(TestHost here, TestHost there) throws IOException {
        counter.countsOn(here);
        counter.isNotOn(there);
        counter.moves(here, there);
        counter.countsOn(there);
        counter.ends(there);
    }

    private void runsThereAndNotHere(TestHost here, TestHost there) throws IOException {
        counter.isNotOn(here);
        counter.countsOn(there);
        counter.ends(there);
    }

    /** A migration whose link is cut after READY has come and before COMMIT is sent. */
    private Program cutInTheCommit(TestHost from, TestHost to, String patience) throws IOException {
        Program source = Ferry.startWithJvm(
                fault(FaultPoint.BEFORE_COMMIT, "hold") + " -Dferry.fault.mark=" + MARK,
                from,
                "migrate",
                counter.pid(),
                "hostB",
                "--doubt-patience",
                patience);
        // The journal says COMMITTING before READY has come, so it would not do as a sign.
        await("the commit")
                .atMost(PATIENCE)
                .until(() -> from.exec("test", "-e", MARK).exit() == 0);
        to.cutLink();
        from.exec("rm", MARK).outIfOk();
        return source;
    }

    /** Waits until the destination has noticed that its link is lost. */
    private static void awaitHeld(TestHost host) {
        await("a held tree")
                .atMost(PATIENCE)
                .until(() ->
                        !host.exec("find", JOURNAL, "-name", "*.door").out().isEmpty());
    }

    private Ran dyingSource(FaultPoint point, TestHost from) throws IOException {
        return Ferry.withJvm(fault(point, "kill"), from, "migrate", counter.pid(), "hostB");
    }

    private Ran dyingDestination(FaultPoint point, TestHost from, TestHost to) throws IOException {
        String ferry = Ferry.variantOn(to, fault(point, "kill"));
        return Ferry.on(from, "migrate", counter.pid(), "hostB", "--ferry", ferry);
    }

    /** A migration whose destination stands still at the point. */
    private Program paused(FaultPoint point, TestHost from, TestHost to) throws IOException {
        String ferry = Ferry.variantOn(to, fault(point, "pause"));
        Program source = from.start("ferry", "migrate", counter.pid(), "hostB", "--ferry", ferry);
        String phase = point == FaultPoint.BEFORE_READY ? "restoring" : "committing";
        await(phase).atMost(PATIENCE).until(() -> from.read(source.err()).contains(phase));
        await("its copy").until(() -> to.alive(Long.parseLong(counter.pid())));
        return source;
    }

    private static void awaitEnd(TestHost host, Program program) {
        await("its end").atMost(PATIENCE).until(() -> !host.alive(program.pid()));
    }

    private static void killEngines(TestHost host) throws IOException {
        for (long pid : Ferry.engines(host)) {
            host.exec("kill", "-KILL", Long.toString(pid));
        }
    }

    private static String fault(FaultPoint point, String what) {
        return "-Dferry.fault=" + point + ":" + what;
    }
}
