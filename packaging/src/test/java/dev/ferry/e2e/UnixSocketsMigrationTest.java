package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What waits in unix sockets and at them moves: descriptors of files that nobody has otherwise, connections, names. */
final class UnixSocketsMigrationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"unix-rights", "unix-pending", "unix-names"})
    void specimensGoOverSsh(String name, TestHost hostA, TestHost hostB) throws IOException {
        String program = Installed.specimen(name, directory);
        String home = "/srv/" + name;
        Ferry.shell(hostA, "mkdir -p " + home + "/work && cp " + program + " " + home + "/specimen");
        String command = "exec " + home + "/specimen " + home + "/out " + home + "/work >>" + home + "/out";
        Traveller specimen = Traveller.start(hostA, "sh", "-c", command);
        awaitLine(hostA, home, "READY");
        specimen.moves(hostA, hostB);
        hostB.exec("kill", "-TERM", specimen.pid()).outIfOk();
        awaitLine(hostB, home, "PASS");
        specimen.isNotOn(hostB);
    }

    private static void awaitLine(TestHost host, String home, String line) {
        await(line)
                .atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(host.exec("cat", home + "/out").out()).contains(line));
    }
}
