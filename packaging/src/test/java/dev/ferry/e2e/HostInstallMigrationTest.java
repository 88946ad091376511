package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.ferry.testhost.Program;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A host that has nothing gets its engine over the connection that is there, and gives it back. */
final class HostInstallMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA", "hostB");

    private static BareHost bare;

    @BeforeAll
    static void prepare(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.installOn(hostA);
        Ferry.introduce(hostA, hostB);
        bare = BareHost.of(hostB);
    }

    @AfterEach
    void tidy(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.tidy(hostA, hostB);
        Ferry.shell(hostB, "rm -rf /usr/local/bin/ferry " + BareHost.PLACE);
    }

    @Test
    void aRedisGoesToAHostWithoutJava(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("redis-server", "redis-cli");
        Redis redis = Redis.start(hostA);
        redis.populate(hostA, 50_000);
        String digest = redis.cli(hostA, "debug", "digest");
        String pid = redis.traveller().pid();
        Ferry.complaint(Ferry.on(hostA, "migrate", pid, "hostB"), Ferry.FAILED)
                .contains("no Ferry on hostB", "`ferry host install hostB`", "--install");

        redis.traveller().moves(hostA, hostB, "--install");
        assertThat(redis.cli(hostB, "debug", "digest")).isEqualTo(digest);
        assertThat(redis.cli(hostB, "set", "written", "there")).isEqualTo("OK\n");

        String before = bare.files();
        JsonNode again = install(hostA, "hostB");
        assertThat(again.path("outcome").asText()).isEqualTo("present");
        assertThat(again.path("bytes").asLong()).isZero();
        assertThat(bare.files()).isEqualTo(before);

        Ferry.awaitNoEngine(hostB);
        assertThat(Ferry.done(hostA, "host", "remove", "--purge", "hostB")).contains("gone from hostB");
        assertThat(bare.isEmpty()).isTrue();
        assertThat(redis.cli(hostB, "get", "written")).isEqualTo("there\n");
        redis.traveller().ends(hostB);
    }

    @Test
    void aCutLinkLeavesNothingHalfInstalled(TestHost hostA, TestHost hostB) throws IOException {
        Program broken = hostA.start("ferry", "host", "install", "hostB");
        await("the copy")
                .pollInterval(Duration.ofMillis(5))
                .until(() -> bare.content().contains("incoming"));
        hostB.cutLink();
        try {
            await("its end").atMost(Duration.ofSeconds(60)).until(() -> !hostA.alive(broken.pid()));
        } finally {
            hostB.restoreLink();
        }
        assertThat(hostA.read(broken.err()))
                .containsPattern("ferry: .*host[bB].*[.]\n")
                .doesNotContain("\tat ");
        assertThat(bare.content()).doesNotContain("current");

        assertThat(install(hostA, "hostB").path("outcome").asText()).isEqualTo("brought");
        assertThat(Ferry.done(hostA, "doctor", "hostB")).contains("rehearsal");
        await("the end of what waits for the rest")
                .atMost(Duration.ofSeconds(60))
                .until(() -> bare.content().equals("current\nversions\n"));
    }

    @Test
    void twoAtOnceAgree(TestHost hostA, TestHost hostB) throws IOException {
        Program one = hostA.start("ferry", "host", "install", "--json", "hostB");
        Program other = hostA.start("ferry", "host", "install", "--json", "hostB");
        for (Program program : new Program[] {one, other}) {
            await().atMost(Duration.ofSeconds(60)).until(() -> !hostA.alive(program.pid()));
            assertThat(hostA.read(program.out())).as(hostA.read(program.err())).contains("\"version\"");
        }
        assertThat(bare.content()).isEqualTo("current\nversions\n");
        assertThat(hostB.exec(BareHost.PLACE + "/current/bin/ferry", "--version")
                        .outIfOk())
                .startsWith("ferry ");
    }

    @Test
    void anotherVersionIsReplacedButASystemPackageIsNot(TestHost hostA, TestHost hostB) throws IOException {
        bare.pretendToHave("0.0.8-0123456789ab");
        bare.pretendToHave("0.0.9-0123456789ab");
        JsonNode installed = install(hostA, "hostB");
        assertThat(installed.path("replaced").asText()).isEqualTo("0.0.9-0123456789ab");
        assertThat(bare.versions()).hasSize(2).contains("0.0.9-0123456789ab");

        hostB.write("/usr/local/bin/ferry", "#!/bin/sh\necho ferry 0.0.7\n");
        Ferry.shell(hostB, "chmod 755 /usr/local/bin/ferry");
        String before = bare.files();
        Ferry.complaint(Ferry.on(hostA, "host", "install", "hostB"), Ferry.FAILED)
                .contains("Ferry 0.0.7 in /usr/local/bin/ferry", "left as it is");
        assertThat(bare.files()).isEqualTo(before);
    }

    private static JsonNode install(TestHost from, String to) throws IOException {
        return new ObjectMapper().readTree(Ferry.done(from, "host", "install", "--json", to));
    }

    @Test
    void aUserWithoutRightsInstallsIntoHisOwnHome(TestHost hostA, TestHost hostB) throws IOException {
        Ferry.shell(hostB, "useradd --create-home --password '*' ann");
        // sshd reads the key as this user.
        Ferry.shell(hostB, "chmod 711 " + hostB.sshKey().getParent());
        Ran without = Ferry.on(hostA, "doctor", "ann@hostB");
        assertThat(without.exit()).isEqualTo(Ferry.FAILED);
        assertThat(install(hostA, "ann@hostB").path("outcome").asText()).isEqualTo("brought");
        assertThat(Ferry.on(hostA, "doctor", "ann@hostB").out()).contains("missing  CAP_SYS_ADMIN", "rehearsal");
        assertThat(Ferry.shell(hostB, "find /home/ann/.cache/ferry '(' -not -user ann -o -perm /022 -not -type l ')'"))
                .isEmpty();
        assertThat(bare.isEmpty()).isTrue();
        Ferry.done(hostA, "host", "remove", "--purge", "ann@hostB");
        assertThat(hostB.exec("ls", "-A", "/home/ann/.cache").out()).isEmpty();
    }
}
