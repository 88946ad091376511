package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** A specimen of the engine's tests that goes from one host to another, and finds everything there as it was. */
final class MovedSpecimen {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private MovedSpecimen() {}

    /**
     * Moves it.
     *
     * @param directory where it is compiled
     */
    static void passes(String name, Path directory, TestHost from, TestHost to) throws IOException {
        String program = Installed.specimen(name, directory);
        String home = "/srv/" + name;
        Ferry.shell(from, "mkdir -p " + home + "/work && cp " + program + " " + home + "/specimen");
        String command = "exec " + home + "/specimen " + home + "/out " + home + "/work >>" + home + "/out";
        Traveller specimen = Traveller.start(from, "sh", "-c", command);
        awaitLine(from, home, "READY");
        specimen.moves(from, to);
        to.exec("kill", "-TERM", specimen.pid()).outIfOk();
        awaitLine(to, home, "PASS");
        specimen.isNotOn(to);
    }

    private static void awaitLine(TestHost host, String home, String line) {
        await(line)
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(host.exec("cat", home + "/out").out()).contains(line));
    }
}
