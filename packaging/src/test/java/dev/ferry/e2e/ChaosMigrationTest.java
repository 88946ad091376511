package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens at whichever point: the program runs on exactly one host, has lost nothing, and can be moved. */
final class ChaosMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private static final ChaosTable TABLE = new ChaosTable();
    private static final AtomicInteger PASSENGERS = new AtomicInteger();

    private static ChaosSite site;

    @BeforeAll
    static void compile(TestHost hostA, TestHost hostB, @TempDir Path dir) throws IOException {
        Installed.require("gcc", "bash");
        site = ChaosSite.of(hostA, hostB, Installed.compiled("passenger", dir));
    }

    @AfterAll
    static void show() throws IOException {
        TABLE.writeTo(Path.of(System.getProperty("basedir", ""), "target/chaos.txt"));
    }

    static List<Disturbance> disturbances() {
        return Disturbances.chosen();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("disturbances")
    void theProgramIsOnOneHostAndCanMove(Disturbance disturbance) throws IOException {
        String directory = "/srv/passenger" + PASSENGERS.incrementAndGet();
        disturbance.fault().prepare(site);
        boolean whole = false;
        try {
            Passenger passenger = Passenger.start(site.source(), site.executable(), directory);
            boolean reached = disturb(disturbance, passenger);
            whole = true;
            assumeTrue(reached, disturbance.point() + " is not on the way of such a migration");
        } finally {
            if (!whole) TABLE.add(disturbance, "FAIL");
            disturbance.fault().tidy(site);
            for (TestHost host : site.hosts()) host.exec("rm", "-rf", directory);
        }
    }

    /** Returns whether the point was reached. */
    private static boolean disturb(Disturbance disturbance, Passenger passenger) throws IOException {
        boolean reached = true;
        boolean onSource = true;
        for (int time = 0; time < disturbance.times() && onSource && reached; time++) {
            Disturbance.Result result = disturbance.strike(site, passenger);
            TABLE.add(disturbance, result);
            reached = result.reached();
            assertThat(reached || result.exit() == Ferry.DONE).as(result.said()).isTrue();
            onSource = result.outcome().isOnSource();
            passenger.isWellOn(onSource ? site.source() : site.destination());
            nothingIsOpen();
        }
        moves(passenger, onSource);
        return reached;
    }

    private static void nothingIsOpen() throws IOException {
        for (TestHost host : site.hosts()) Ferry.awaitNoEngine(host);
        assertThat(Ferry.done(site.source(), "resolve")).contains("No migration");
    }

    /** To the host where it has not been, or back to where its files are still lying. */
    private static void moves(Passenger passenger, boolean onSource) throws IOException {
        TestHost from = onSource ? site.source() : site.destination();
        TestHost to = site.other(from);
        if (onSource) passenger.moves(from, to);
        else passenger.moves(from, to, "--overwrite");
        passenger.isWellOn(to);
        passenger.ends(to);
    }
}
