package dev.ferry.e2e;

import static org.awaitility.Awaitility.await;

import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.testhost.Program;
import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Two hosts between which a migration is disturbed.
 *
 * @param source where the program is at first
 * @param executable of {@link Passenger}
 * @param options for {@code ferry migrate}
 */
record ChaosSite(TestHost source, TestHost destination, String executable, List<String> options) {
    /** How long an engine asks for the outcome of a commit when the link is lost; longer than any of our cuts. */
    private static final String DOUBT_PATIENCE = "60";
    /** More than an engine waits for a silent one, and asks after that. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final String MARK = "/run/fault-mark";
    private static final String EXIT = "/run/exit-of-ferry";
    private static final String KEEP_EXIT = "\"$@\"; echo $? >" + EXIT;

    static ChaosSite of(TestHost source, TestHost destination, String executable) throws IOException {
        boolean asks = Ferry.done(source, "migrate", "--help").contains("--doubt-patience");
        List<String> options = asks ? List.of("--doubt-patience", DOUBT_PATIENCE) : List.of();
        return new ChaosSite(source, destination, executable, options);
    }

    /** Starts a migration whose engines, both of them, do this when they come to the point. */
    Program migrate(Passenger passenger, FaultPoint point, String what) throws IOException {
        for (TestHost host : hosts()) host.exec("rm", "-f", MARK, EXIT);
        String jvm = "-Dferry.fault=" + point + ":" + what + " -Dferry.fault.mark=" + MARK;
        String ferry = Ferry.variantOn(destination, jvm);
        List<String> line = new ArrayList<>(List.of("sh", "-c", KEEP_EXIT, "sh", "env", "FERRY_OPTS=" + jvm, "ferry"));
        line.addAll(List.of("migrate", passenger.pid(), destination.hostName(), "--ferry", ferry));
        line.addAll(options);
        return source.start(line.toArray(String[]::new));
    }

    /** Waits until an engine holds at the point, and says on which host; empty if the migration ended without coming there. */
    Optional<TestHost> awaitReached(Program migration) {
        await("the point")
                .atMost(PATIENCE)
                .until(() -> !isAlive(migration) || reached().isPresent());
        return reached();
    }

    /** Where the point was reached and the engine has not been let go on since. */
    Optional<TestHost> reached() {
        return hosts().stream().filter(host -> exists(host, MARK)).findFirst();
    }

    /** Lets the engine go on that holds. */
    void release() throws IOException {
        for (TestHost host : hosts()) host.exec("rm", "-f", MARK);
    }

    /** The exit code of {@code ferry migrate}, 137 if it was killed. */
    int awaitExit(Program migration) throws IOException {
        await("the end of ferry migrate").atMost(PATIENCE).until(() -> !isAlive(migration));
        return Integer.parseInt(source.read(EXIT).strip());
    }

    boolean isAlive(Program migration) {
        return source.alive(migration.pid());
    }

    TestHost other(TestHost host) {
        return host == source ? destination : source;
    }

    List<TestHost> hosts() {
        return List.of(source, destination);
    }

    private static boolean exists(TestHost host, String path) {
        try {
            return host.exec("test", "-e", path).exit() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
