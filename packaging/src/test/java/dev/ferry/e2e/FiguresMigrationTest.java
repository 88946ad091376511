package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long programs stand still, and how long it all takes. Figures of a test machine are shown, not judged. */
final class FiguresMigrationTest {
    private static final List<String> FIGURES = new ArrayList<>();

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @AfterAll
    static void show() {
        FIGURES.forEach(System.out::println);
    }

    @Test
    void aSmallProgram(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        measure("counter", counter, hostA, hostB);
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void redisWith512MiB(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("redis-server", "redis-cli");
        Redis redis = Redis.start(hostA);
        redis.cli(hostA, "debug", "populate", "500000", "key", "900");
        long bytes = measure("redis", redis.traveller(), hostA, hostB);
        assertThat(redis.cli(hostB, "dbsize")).isEqualTo("500000\n");
        redis.traveller().ends(hostB);
        long start = System.nanoTime();
        Ferry.shell(hostA, "head -c " + bytes + " /dev/zero | ssh hostB 'cat >/dev/null'");
        FIGURES.add(String.format(
                Locale.ROOT, "plain ssh: %d MiB in %.0f ms", bytes >> 20, (System.nanoTime() - start) / 1e6));
    }

    /** Returns how many bytes went over. */
    private static long measure(String name, Traveller traveller, TestHost from, TestHost to) throws IOException {
        JsonNode answer =
                new ObjectMapper().readTree(Ferry.done(from, "migrate", "--json", traveller.pid(), to.hostName()));
        traveller.isOn(to);
        FIGURES.add(name + ": " + answer.path("milliseconds") + ", "
                + (answer.path("bytes").asLong() >> 20) + " MiB");
        return answer.path("bytes").asLong();
    }
}
