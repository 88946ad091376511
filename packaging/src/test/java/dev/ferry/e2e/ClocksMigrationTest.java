package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The clocks of the second host are 100,000 s ahead of those of the first, and no program notices (decision 0026). */
final class ClocksMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB").withClocksAhead(100_000);

    /** Beats every 20 ms by deadlines of its own, and says so only if neither clock goes back or jumps by more than 20 s. */
    private static final String BEATS = """
            import time
            clocks = (time.CLOCK_MONOTONIC, time.CLOCK_BOOTTIME)
            seen = [time.clock_gettime(c) for c in clocks]
            due = seen[0]
            while True:
                due += 0.02
                while time.monotonic() < due: time.sleep(max(0, due - time.monotonic()))
                now = [time.clock_gettime(c) for c in clocks]
                wrong = [b - a for a, b in zip(seen, now) if not 0 <= b - a < 20]
                print("jumped by %s" % wrong if wrong else "beat", flush=True)
                seen = now
            """;

    @Test
    void theHostsHaveOtherClocks(TestHost hostA, TestHost hostB) throws IOException {
        assertThat(uptime(hostB) - uptime(hostA)).isBetween(99_000.0, 101_000.0);
    }

    @Test
    void noClockJumpsThereAndBack(TestHost hostA, TestHost hostB) throws IOException {
        Traveller beats = Traveller.start(hostA, "python3", "-c", BEATS);
        beats.awaitOut(hostA, "beat");
        assertThat(Ferry.done(hostA, "check", beats.pid(), "hostB")).doesNotContain("CLOCK_MONOTONIC");
        beats.moves(hostA, hostB);
        goesOn(beats, hostB);
        assertThat(namespace(hostB, beats.pid())).isNotEqualTo(namespace(hostB, "self"));
        assertThat(Ferry.done(hostB, "check", beats.pid())).contains("can be moved");
        beats.moves(hostB, hostA, "--overwrite");
        goesOn(beats, hostA);
        assertThat(namespace(hostA, beats.pid())).isEqualTo(namespace(hostA, "self"));
        beats.ends(hostA);
    }

    @Test
    void noClockJumpsThroughACheckpoint(TestHost hostA, TestHost hostB) throws IOException {
        Traveller beats = Traveller.start(hostA, "python3", "-c", BEATS);
        beats.awaitOut(hostA, "beat");
        Ferry.done(hostA, "dump", beats.pid(), "-o", "/srv/beats");
        Ferry.shell(hostA, "scp -q /srv/beats hostB:/srv/ && scp -q " + beats.out() + " hostB:" + beats.out());
        Ferry.done(hostB, "restore", "--use-theirs", "/srv/beats");
        goesOn(beats, hostB);
        assertThat(namespace(hostB, beats.pid())).isNotEqualTo(namespace(hostB, "self"));
        beats.ends(hostB);
    }

    @Test
    void redisCountsItsUptimeOn(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("redis-server", "redis-cli");
        Redis redis = Redis.start(hostA);
        redis.cli(hostA, "set", "short", "lived", "ex", "2");
        redis.traveller().moves(hostA, hostB);
        await().until(() -> redis.cli(hostB, "get", "short").isBlank());
        assertThat(redis.cli(hostB, "info", "server")).containsPattern("uptime_in_seconds:\\d{1,3}\\D");
        redis.traveller().ends(hostB);
    }

    private static void goesOn(Traveller beats, TestHost host) throws IOException {
        long before = beats.readOut(host).lines().count();
        await().until(() -> beats.readOut(host).lines().count() > before + 5);
        assertThat(beats.readOut(host)).doesNotContain("jumped");
    }

    private static double uptime(TestHost host) throws IOException {
        return Double.parseDouble(host.read("/proc/uptime").split(" ", -1)[0]);
    }

    private static String namespace(TestHost host, String pid) throws IOException {
        return host.exec("readlink", "/proc/" + pid + "/ns/time").outIfOk();
    }
}
