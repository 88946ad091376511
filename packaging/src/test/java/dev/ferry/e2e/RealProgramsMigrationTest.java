package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that nobody wrote for Ferry. Their files are only on the host where they start. */
final class RealProgramsMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @Test
    void aCounterGoesThereAndBack(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        counter.moves(hostA, hostB);
        counter.countsOn(hostB);
        counter.moves(hostB, hostA, "--overwrite");
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void comingBackDoesNotReplaceOldFilesUnasked(TestHost hostA, TestHost hostB) throws IOException {
        Traveller counter = Traveller.counter(hostA);
        counter.moves(hostA, hostB);
        Ferry.complaint(Ferry.on(hostB, "migrate", counter.pid(), "hostA"), Ferry.REFUSED)
                .contains(counter.out(), "overwrite");
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void redisKeepsItsKeys(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("redis-server", "redis-cli");
        Redis redis = Redis.start(hostA);
        redis.populate(hostA, 200_000);
        String digest = redis.cli(hostA, "debug", "digest");
        redis.traveller().moves(hostA, hostB);
        assertThat(redis.cli(hostB, "debug", "digest")).isEqualTo(digest);
        assertThat(redis.cli(hostB, "get", "key:199999")).isEqualTo("value:199999\n");
        assertThat(redis.cli(hostB, "set", "written", "there")).isEqualTo("OK\n");
        assertThat(redis.cli(hostB, "get", "written")).isEqualTo("there\n");
        assertThat(Ferry.shell(hostB, "cat " + Redis.DIRECTORY + "/appendonlydir/*.incr.aof"))
                .contains("written", "there");
        hostB.exec("redis-cli", "-p", Redis.PORT, "shutdown", "nosave");
        redis.traveller().isNotOn(hostB);
        assertThat(redis.traveller().readOut(hostB)).contains("ready to exit, bye bye");
    }

    /** Its files are where both hosts have them, as on a file server: most of them are not open when it moves. */
    @ParameterizedTest
    @ValueSource(strings = {"off", "on"})
    void postgresKeepsWhatIsOnlyInItsSharedMemory(
            String hugePages, TestHost hostA, TestHost hostB, @TempDir Path directory) throws IOException {
        Path programs = Postgres.installed();
        if (hugePages.equals("on")) {
            Postgres.permitHugePages();
        }
        try (SharedDisk disk = SharedDisk.mount(directory.resolve("disk"), hostA, hostB)) {
            Postgres postgres = Postgres.start(hostA, programs, disk.directory(), hugePages);
            long sum = postgres.fill(hostA);
            String started = postgres.sql(hostA, "select pg_postmaster_start_time()");
            String processes = postgres.processes(hostA);
            postgres.traveller().moves(hostA, hostB);
            assertThat(hostA.exec("ipcs", "-m").outIfOk()).doesNotContain("postgres");
            assertThat(postgres.sql(hostB, "select pg_postmaster_start_time()")).isEqualTo(started);
            assertThat(postgres.sum(hostB)).isEqualTo(sum);
            postgres.sql(hostB, "insert into t values (42, 'there')", "checkpoint");
            assertThat(postgres.sum(hostB)).isEqualTo(sum + 42);
            assertThat(postgres.processes(hostB)).isEqualTo(processes);
            postgres.stops(hostB);
            Postgres again = Postgres.startAgain(hostB, programs, postgres.data(), "off");
            assertThat(again.sum(hostB)).isEqualTo(sum + 42);
            again.stops(hostB);
        }
    }

    @Test
    void pythonFindsEverythingAsItWas(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("python3");
        Ferry.shell(hostA, "mkdir -p /srv/python");
        hostA.write("/srv/python/self_check.py", TestResource.text("self_check.py"));
        Traveller python = Traveller.start(hostA, Installed.path("python3"), "/srv/python/self_check.py");
        python.awaitOut(hostA, "READY");
        python.moves(hostA, hostB);
        hostB.exec("kill", "-TERM", python.pid()).outIfOk();
        python.awaitOut(hostB, "PASS");
        python.isNotOn(hostB);
    }

    @Test
    void aPipelineLosesAndRepeatsNothing(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.shell(hostA, "mkdir -p /srv/pipeline");
        Traveller pipeline = Traveller.start(
                hostA,
                "bash",
                "-c",
                "cd /srv/pipeline; for ((i = 1; ; i++)); do [ -e stop ] && break; echo $i; sleep 0.01; done"
                        + " | tee copy | awk '{ print; fflush() }' >numbers; echo END");
        await().until(() -> numbers(hostA).length() > 100);
        pipeline.moves(hostA, hostB);
        long before = numbers(hostB).length();
        await().until(() -> numbers(hostB).length() > before);
        Ferry.shell(hostB, "touch /srv/pipeline/stop");
        pipeline.awaitOut(hostB, "END");
        Ferry.shell(hostB, "cd /srv/pipeline; seq $(wc -l <numbers) | cmp - numbers && cmp numbers copy");
        pipeline.isNotOn(hostB);
    }

    @Test
    void nodeServesWithItsState(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("node", "curl");
        Ferry.shell(hostA, "mkdir -p /srv/node");
        hostA.write(
                "/srv/node/server.js",
                "let visits = 0; require('http').createServer((request, response) => response.end(`visit ${++visits}`))"
                        + ".listen(8080, '127.0.0.1', () => console.log('LISTENING'));");
        Traveller node = Traveller.start(hostA, "env", "UV_USE_IO_URING=0", "node", "/srv/node/server.js");
        node.awaitOut(hostA, "LISTENING");
        assertThat(visit(hostA)).isEqualTo("visit 1");
        assertThat(visit(hostA)).isEqualTo("visit 2");
        node.moves(hostA, hostB);
        assertThat(visit(hostB)).isEqualTo("visit 3");
        node.ends(hostB);
    }

    @Test
    void xzGoesOnInTheMiddleOfAFile(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("xz");
        Ferry.shell(hostA, "mkdir -p /srv/xz && head -c 30000000 /dev/urandom | base64 >/srv/xz/input");
        String sum = Ferry.shell(hostA, "sha256sum </srv/xz/input");
        Traveller xz = Traveller.start(hostA, "xz", "-9e", "-T1", "--keep", "/srv/xz/input");
        await().until(() -> hostA.exec("test", "-s", "/srv/xz/input.xz").exit() == 0);
        xz.moves(hostA, hostB);
        await().atMost(Duration.ofMinutes(3)).until(() -> !hostB.alive(Long.parseLong(xz.pid())));
        assertThat(Ferry.shell(hostB, "xz -dc /srv/xz/input.xz | sha256sum")).isEqualTo(sum);
    }

    private static String numbers(TestHost host) throws IOException {
        return host.exec("cat", "/srv/pipeline/numbers").out();
    }

    private static String visit(TestHost host) throws IOException {
        return host.exec("curl", "-s", "http://127.0.0.1:8080/").outIfOk();
    }
}
