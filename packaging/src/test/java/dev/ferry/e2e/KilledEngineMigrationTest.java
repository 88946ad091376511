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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Engines die by SIGKILL, and links are cut: the program runs on one side, or is kept whole until somebody decides. */
final class KilledEngineMigrationTest {
    private static final int KILLED = 128 + 9;
    /** More than an engine waits for a silent one. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA", "hostB");

    private Traveller counter;

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.installOn(hostA, hostB);
    }

    @BeforeEach
    void start(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.tidy(hostA, hostB);
        counter = Traveller.counter(hostA);
    }

    @AfterEach
    void nothingIsInDoubt(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.awaitNoEngine(hostA);
        Ferry.awaitNoEngine(hostB);
        assertThat(Ferry.done(hostA, "resolve")).contains("No migration");
    }

    @ParameterizedTest
    @EnumSource(names = {"AFTER_HELLO", "AFTER_CHECK", "AFTER_FREEZE", "IN_IMAGES", "AFTER_READY"})
    void theSourceDiesBeforeTheCommit(FaultPoint point, TestHost hostA, TestHost hostB) throws IOException {
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
    @CsvSource({"AFTER_CHECK, warming up", "AFTER_FREEZE, frozen", "IN_IMAGES, frozen", "AFTER_READY, restoring"})
    void bothDieBeforeTheCommit(FaultPoint point, String phase, TestHost hostA, TestHost hostB) throws IOException {
        Program source = Ferry.startWithJvm(fault(point, "pause"), hostA, "migrate", counter.pid(), "hostB");
        await(phase).atMost(PATIENCE).until(() -> hostA.read(source.err()).contains(phase));
        killEngines(hostB);
        killEngines(hostA);
        runsHereAndCanMove(hostA, hostB);
    }

    /** Nobody can know then whether the destination was asked. */
    @Test
    void theSourceDiesAroundTheCommit(TestHost hostA, TestHost hostB) throws IOException {
        assertThat(dyingSource(FaultPoint.BEFORE_COMMIT, hostA).exit()).isEqualTo(KILLED);
        counter.isStoppedOn(hostA);
        counter.leftNothingOn(hostB);
        String asked = open(hostA);
        Traveller other = Traveller.counter(hostA);
        Ran ran = Ferry.withJvm(fault(FaultPoint.AFTER_COMMIT_SENT, "kill"), hostA, "migrate", other.pid(), "hostB");
        assertThat(ran.exit()).isEqualTo(KILLED);
        other.countsOn(hostB);
        other.isStoppedOn(hostA);
        resolves(hostA, "--run-here", asked);
        runsHereAndLeftNothingThere(hostA, hostB);
        resolves(hostA, "--discard", open(hostA));
        other.isNotOn(hostA);
        other.countsOn(hostB);
        other.ends(hostB);
    }

    @Test
    void theSourceDiesBeforeItRemovesTheOldTree(TestHost hostA, TestHost hostB) throws IOException {
        assertThat(dyingSource(FaultPoint.BEFORE_KILL, hostA).exit()).isEqualTo(KILLED);
        counter.countsOn(hostB);
        counter.isStoppedOn(hostA);
        Ferry.complaint(Ferry.on(hostA, "resolve", "--run-here"), Ferry.FAILED).contains("twice");
        resolves(hostA, "--discard", open(hostA));
        runsThereAndNotHere(hostA, hostB);
    }

    @Test
    void theDestinationDiesWithTheCommitInItsHands(TestHost hostA, TestHost hostB) throws IOException {
        Ran ran = dyingDestination(FaultPoint.AFTER_COMMIT_RECEIVED, hostA, hostB);
        Ferry.complaint(ran, Ferry.IN_DOUBT).contains("ferry resolve");
        counter.isStoppedOn(hostA);
        counter.isNotOn(hostB);
        resolves(hostA, "--run-here", open(hostA));
        runsHereAndCanMove(hostA, hostB);
    }

    @Test
    void theDestinationDiesBeforeItCanSayThatTheProgramRuns(TestHost hostA, TestHost hostB) throws IOException {
        Ran ran = dyingDestination(FaultPoint.AFTER_RESUME, hostA, hostB);
        Ferry.complaint(ran, Ferry.IN_DOUBT).contains("ferry resolve");
        counter.isStoppedOn(hostA);
        resolves(hostA, "--discard", open(hostA));
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

    @Test
    void theLinkIsCutWithTheCommitInTheHandsOfTheDestination(TestHost hostA, TestHost hostB) throws IOException {
        Program source = paused(FaultPoint.AFTER_COMMIT_RECEIVED, hostA, hostB);
        hostB.cutLink();
        try {
            awaitEnd(hostA, source);
            counter.isStoppedOn(hostA);
        } finally {
            hostB.restoreLink();
            killEngines(hostB);
        }
        assertThat(hostA.read(source.err())).contains("ferry: ", "ferry resolve");
        resolves(hostA, "--run-here", open(hostA));
        runsHereAndCanMove(hostA, hostB);
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

    /** The id of the only migration in doubt. */
    private static String open(TestHost host) throws IOException {
        String shown = Ferry.done(host, "resolve");
        assertThat(shown).contains(" to hostB ", "kept here: [").hasLineCount(2);
        return shown.substring(0, shown.indexOf(' '));
    }

    private static void resolves(TestHost host, String decision, String id) throws IOException {
        Ferry.done(host, "resolve", decision, id);
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
