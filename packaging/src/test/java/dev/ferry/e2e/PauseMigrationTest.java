package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testhost.Program;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-Z halts a migration while the program goes on. */
final class PauseMigrationTest {
    private static final Load LOAD = new Load(64, 10);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int STILL_MS = 1500;

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @TempDir
    private static Path dir;

    @BeforeAll
    static void requirePrograms() {
        Installed.require("gcc");
    }

    @Test
    void waitsUntilItIsToldToGoOn(TestHost hostA, TestHost hostB) throws Exception {
        Heartbeat heartbeat = Heartbeat.start(hostA, Installed.compiled("heartbeat", dir), LOAD);
        Program ferry = hostA.start("ferry", "migrate", "--bandwidth=30M", heartbeat.pid(), "hostB");
        awaitText(hostA, ferry.err(), "copying memory");
        hostA.exec("kill", "-TSTP", Long.toString(ferry.pid())).outIfOk();
        awaitText(hostA, ferry.err(), "paused");
        heartbeat.longestGap(hostA);
        Thread.sleep(STILL_MS);
        assertThat(heartbeat.longestGap(hostA)).isLessThan(STILL_MS);
        assertThat(hostA.alive(ferry.pid())).isTrue();
        assertThat(hostA.read(ferry.out())).isEmpty();
        hostA.exec("kill", "-CONT", Long.toString(ferry.pid())).outIfOk();
        awaitText(hostA, ferry.out(), "runs on hostB now");
        heartbeat.ends(hostB);
    }

    private static void awaitText(TestHost host, String file, String text) {
        await(text).atMost(PATIENCE).until(() -> host.read(file).contains(text));
    }
}
