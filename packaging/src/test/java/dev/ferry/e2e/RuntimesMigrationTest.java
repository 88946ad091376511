package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Servers whose language runs threads, timers and collectors of its own. */
final class RuntimesMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    private static final int REQUESTS = 200;
    private static final Duration START = Duration.ofSeconds(30);

    @Test
    void aServerOfTheJvmCountsOn(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("curl");
        hostA.write("/srv/CountingServer.java", TestResource.text("CountingServer.java"));
        String java = Path.of(System.getProperty("java.home"), "bin/java").toString();
        countsOn(Traveller.start(hostA, java, "/srv/CountingServer.java"), hostA, hostB);
    }

    @Test
    void aServerInGoCountsOn(TestHost hostA, TestHost hostB, @TempDir Path directory) throws IOException {
        Installed.require("curl", "go");
        countsOn(Traveller.start(hostA, compiledGo(directory)), hostA, hostB);
    }

    private static String compiledGo(Path directory) throws IOException {
        Path source = Path.of(System.getProperty("basedir", ""), "src/test/resources/dev/ferry/e2e/counting_server.go");
        Path program = directory.resolve("counting-server");
        Ran.here(List.of(
                        "env",
                        "GOCACHE=" + directory.resolve("cache"),
                        "go",
                        "build",
                        "-o",
                        program.toString(),
                        source.toString()))
                .outIfOk();
        return program.toString();
    }

    private static void countsOn(Traveller server, TestHost hostA, TestHost hostB) throws IOException {
        await().atMost(START).until(() -> request(hostA).equals("1\n"));
        askManyTimes(hostA);
        server.moves(hostA, hostB);
        assertThat(request(hostB)).isEqualTo(REQUESTS + 2 + "\n");
        askManyTimes(hostB);
        assertThat(request(hostB)).isEqualTo(2 * REQUESTS + 3 + "\n");
        server.countsOn(hostB);
        server.ends(hostB);
    }

    private static String request(TestHost host) throws IOException {
        return host.exec("curl", "-s", "-m", "10", "http://127.0.0.1:8082/").out();
    }

    private static void askManyTimes(TestHost host) throws IOException {
        String numbers = Ferry.shell(
                host,
                "seq " + REQUESTS / 4 + " | xargs -P 4 -n 10 sh -c 'for n; do for i in 1 2 3 4; do"
                        + " curl -s -m 10 http://127.0.0.1:8082/; done; done' sh");
        assertThat(numbers.lines()).hasSize(REQUESTS);
    }
}
