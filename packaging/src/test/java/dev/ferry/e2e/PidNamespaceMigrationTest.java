package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tree whose pid somebody else has on the destination gets a pid namespace there, and leaves it again (decision 0025). */
final class PidNamespaceMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private static final int KILLED = 128 + 9;

    private Traveller counter;
    private TakenPid taken;

    @BeforeEach
    void start(TestHost hostA, TestHost hostB) throws IOException {
        counter = Traveller.counter(hostA);
        taken = TakenPid.on(hostB, counter.pid());
    }

    @AfterEach
    void nobodyElseHasNoticed(TestHost hostA, TestHost hostB) throws IOException {
        taken.isThere(hostB);
        taken.ends(hostB);
        Ferry.awaitNoEngine(hostA);
        Ferry.awaitNoEngine(hostB);
        assertThat(Ferry.done(hostA, "resolve")).contains("No migration");
        assertThat(Ferry.done(hostB, "resolve")).contains("No migration");
    }

    @Test
    void itGoesThereAndBack(TestHost hostA, TestHost hostB) throws IOException {
        Traveller there = movesIntoANamespace(hostA, hostB);
        assertThat(Ferry.done(hostB, "check", there.pid())).contains("can be moved");
        there.moves(hostB, hostA, counter);
        counter.countsOn(hostA);
        awaitNoNamespace(hostB);
        counter.ends(hostA);
    }

    @Test
    void theNamespaceEndsWithItsProgram(TestHost hostA, TestHost hostB) throws IOException {
        Traveller there = movesIntoANamespace(hostA, hostB);
        there.ends(hostB);
        awaitNoNamespace(hostB);
    }

    @Test
    void aCheckpointIsRestoredInOne(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.done(hostA, "dump", counter.pid(), "-D", "/srv/images");
        Ferry.shell(
                hostA,
                "scp -q -r /srv/images " + counter.out() + " hostB:/srv/ && ssh hostB cp /srv/"
                        + Path.of(counter.out()).getFileName() + " " + counter.out());
        Ferry.complaint(Ferry.on(hostB, "restore", "--use-theirs", "/srv/images"), Ferry.FAILED)
                .contains("--pid-namespace");
        Traveller there = counter.as(Ferry.done(hostB, "restore", "--use-theirs", "--pid-namespace", "/srv/images")
                .strip());
        there.countsOn(hostB);
        there.ends(hostB);
        awaitNoNamespace(hostB);
    }

    @Test
    void itStaysIfThatIsNotWanted(TestHost hostA, TestHost hostB) throws IOException {
        Ran refused = Ferry.on(hostA, "migrate", "--pid-namespace=never", counter.pid(), "hostB");
        Ferry.complaint(refused, Ferry.REFUSED).contains("Pid " + counter.pid() + " is taken");
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void theEngineThereDiesWithTheCommitInItsHands(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.complaint(dyingDestination(FaultPoint.AFTER_COMMIT_RECEIVED, hostA, hostB), Ferry.FAILED)
                .contains("without running it");
        counter.countsOn(hostA);
        awaitNoNamespace(hostB);
        counter.ends(hostA);
    }

    /** That it runs is in the journal there, under the pid by which the engines outside know it. */
    @Test
    void theEngineThereDiesBeforeItCanSayThatTheProgramRuns(TestHost hostA, TestHost hostB) throws IOException {
        Ran ran = dyingDestination(FaultPoint.AFTER_RESUME, hostA, hostB);
        assertThat(ran.exit()).as(ran.err()).isEqualTo(Ferry.DONE);
        Traveller there = counter.as(TakenPid.pidThere(ran.out()));
        there.countsOn(hostB);
        there.ends(hostB);
        awaitNoNamespace(hostB);
    }

    @ParameterizedTest
    @CsvSource({"AFTER_FREEZE, false", "BEFORE_COMMIT, false", "AFTER_COMMIT_SENT, true"})
    void theEngineInTheNamespaceDiesAsTheSource(FaultPoint point, boolean given, TestHost hostA, TestHost hostB)
            throws IOException {
        Traveller there = movesIntoANamespace(hostA, hostB);
        Ran ran = Ferry.withJvm(
                "-Dferry.fault=" + point + ":kill", hostB, "migrate", "--overwrite", there.pid(), "hostA");
        assertThat(ran.exit()).isEqualTo(KILLED);
        Traveller survivor = given ? counter : there;
        if (given) {
            there.isStoppedOn(hostB);
        }
        Ferry.done(hostB, "resolve");
        survivor.countsOn(given ? hostA : hostB);
        survivor.ends(given ? hostA : hostB);
        awaitNoNamespace(hostB);
        counter.isNotOn(hostA);
    }

    private Ran dyingDestination(FaultPoint point, TestHost from, TestHost to) throws IOException {
        String ferry = Ferry.variantOn(to, "-Dferry.fault=" + point + ":kill");
        return Ferry.on(from, "migrate", "--json", counter.pid(), "hostB", "--ferry", ferry);
    }

    private Traveller movesIntoANamespace(TestHost from, TestHost to) throws IOException {
        Traveller there =
                counter.as(TakenPid.pidThere(Ferry.done(from, "migrate", "--json", counter.pid(), to.hostName())));
        assertThat(there.pid()).isNotEqualTo(counter.pid());
        there.countsOn(to);
        counter.isNotOn(from);
        assertThat(to.read("/proc/" + there.pid() + "/status"))
                .contains("NSpid:\t" + there.pid() + "\t" + counter.pid() + "\n");
        assertThat(Ferry.shell(to, "ps -o args= -p $(ps -o ppid= -p " + there.pid() + ")"))
                .startsWith("ferry-init");
        return there;
    }

    private static void awaitNoNamespace(TestHost host) {
        await().until(() -> !Ferry.shell(host, "ps -e -o args=").contains("ferry-init"));
    }
}
