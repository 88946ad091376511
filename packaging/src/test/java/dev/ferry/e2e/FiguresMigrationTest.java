package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** How long programs stand still, and how long it all takes. Figures of a test machine are shown, not judged. */
final class FiguresMigrationTest {
    private static final List<String> FIGURES = new ArrayList<>();

    /** Shared memory whose pages two processes look at and write to; says how often all of it was right. */
    private static final String SHARING = """
            import mmap, os, sys
            size, page = 256 << 20, 4096
            pattern = os.urandom(page - 8)
            memory = mmap.mmap(-1, size)
            for at in range(0, size, page):
                memory[at + 8:at + page] = pattern
            os.fork()
            turn = 0
            while True:
                turn += 1
                for at in range(0, size, page):
                    if memory[at + 8:at + page] != pattern:
                        sys.exit("page %x is another one" % at)
                    if at % (64 * page) == 0:
                        memory[at:at + 8] = turn.to_bytes(8, "little")
                print("right", turn, flush=True)
            """;

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

    /** It goes in rounds, as memory that nobody shares does. */
    @Test
    void sharedMemory(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("python3");
        Traveller sharing = Traveller.start(hostA, "python3", "-c", SHARING);
        sharing.awaitOut(hostA, "right 1");
        JsonNode answer = migrate("256 MiB of shared memory", sharing, hostA, hostB);
        assertThat(answer.at("/preCopy/bytes").asLong()).isGreaterThanOrEqualTo(256 << 20);
        assertThat(answer.path("bytes").asLong()).isLessThan(64 << 20);
        long turns = sharing.readOut(hostB).lines().count();
        await("more turns")
                .atMost(Duration.ofSeconds(60))
                .until(() -> sharing.readOut(hostB).lines().count() > turns + 4);
        sharing.ends(hostB);
    }

    /** Returns how many bytes went over. */
    private static long measure(String name, Traveller traveller, TestHost from, TestHost to) throws IOException {
        JsonNode answer = migrate(name, traveller, from, to);
        return answer.path("bytes").asLong() + answer.at("/preCopy/bytes").asLong();
    }

    private static JsonNode migrate(String name, Traveller traveller, TestHost from, TestHost to) throws IOException {
        JsonNode answer =
                new ObjectMapper().readTree(Ferry.done(from, "migrate", "--json", traveller.pid(), to.hostName()));
        traveller.isOn(to);
        FIGURES.add(name + ": " + answer.path("milliseconds") + ", "
                + (answer.at("/preCopy/bytes").asLong() >> 20) + " MiB in rounds, then "
                + (answer.path("bytes").asLong() >> 20) + " MiB");
        return answer;
    }
}
