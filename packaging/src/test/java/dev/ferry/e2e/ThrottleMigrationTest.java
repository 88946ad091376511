package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A program that writes faster than the link carries: rounds do not end before it is slowed down. */
final class ThrottleMigrationTest {
    private static final Load LOAD = new Load(96, 300);
    private static final String LINK = "--bandwidth=60M";

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @TempDir
    private static Path dir;

    private static String executable;

    @BeforeAll
    static void compile() throws IOException {
        Installed.require("gcc");
        executable = Installed.compiled("heartbeat", dir);
    }

    @Test
    void itsRoundsDoNotShrink(TestHost hostA, TestHost hostB) throws IOException {
        JsonNode preCopy = migrate(hostA, hostB, LINK, "--compress=none");
        assertThat(preCopy.path("stopReason").asText()).isEqualTo("NOT_SHRINKING");
        assertThat(preCopy.path("throttled").asBoolean()).isFalse();
    }

    @Test
    void theyDoIfItIsSlowedDown(TestHost hostA, TestHost hostB) throws IOException {
        // With room for what is written during a look, which takes its time on a busy machine.
        JsonNode preCopy = migrate(hostA, hostB, LINK, "--compress=none", "--throttle", "--max-downtime=200");
        assertThat(preCopy.path("stopReason").asText()).isEqualTo("CONVERGED");
        assertThat(preCopy.path("throttled").asBoolean()).isTrue();
        assertThat(preCopy.path("throttledMilliseconds").asDouble()).isPositive();
    }

    private static JsonNode migrate(TestHost from, TestHost to, String... options) throws IOException {
        Heartbeat heartbeat = Heartbeat.start(from, executable, LOAD);
        String[] command = new String[options.length + 4];
        System.arraycopy(options, 0, command, 4, options.length);
        command[0] = "migrate";
        command[1] = "--json";
        command[2] = heartbeat.pid();
        command[3] = to.hostName();
        JsonNode answer = new ObjectMapper().readTree(Ferry.done(from, command));
        System.out.println(String.join(" ", options) + ": " + answer);
        heartbeat.ends(to);
        return answer.path("preCopy");
    }
}
