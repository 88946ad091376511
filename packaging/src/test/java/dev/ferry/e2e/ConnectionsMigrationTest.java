package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Programs that talk over TCP while they are moved: among themselves, and with others. */
final class ConnectionsMigrationTest {
    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @Test
    void noMessageIsLostOrDoubledWithinATree(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("python3");
        Ferry.shell(hostA, "mkdir -p /srv/messages");
        hostA.write("/srv/messages/messages.py", TestResource.text("messages.py"));
        Traveller counter = Traveller.start(hostA, Installed.path("python3"), "/srv/messages/messages.py");
        counter.countsOn(hostA);
        counter.moves(hostA, hostB);
        counter.countsOn(hostB);
        assertThat(Ferry.shell(hostA, "cat /proc/net/tcp")).doesNotContain(":12C0"); // port 4800, TIME_WAIT too
        counter.moves(hostB, hostA, "--overwrite");
        counter.countsOn(hostA);
        counter.ends(hostA);
    }

    @Test
    void nodeGoesOnTalkingToItself(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("node");
        Ferry.shell(hostA, "mkdir -p /srv/messages");
        hostA.write("/srv/messages/messages.js", TestResource.text("messages.js"));
        Traveller counter = Traveller.start(hostA, "env", "UV_USE_IO_URING=0", "node", "/srv/messages/messages.js");
        counter.countsOn(hostA);
        counter.moves(hostA, hostB);
        counter.countsOn(hostB);
        counter.ends(hostB);
    }

    @Test
    void redisMovesAwayFromItsClients(TestHost hostA, TestHost hostB) throws IOException {
        Installed.require("redis-server", "redis-cli");
        Redis redis = Redis.start(hostA);
        redis.cli(hostA, "set", "kept", "yes");
        Traveller client = Traveller.start(hostA, "redis-cli", "-p", Redis.PORT, "subscribe", "news");
        client.awaitOut(hostA, "subscribe");

        Ferry.complaint(Ferry.on(hostA, "migrate", redis.traveller().pid(), "hostB"), Ferry.REFUSED)
                .contains("127.0.0.1:" + Redis.PORT + " with 127.0.0.1:", "--tcp close");
        assertThat(redis.cli(hostA, "publish", "news", "still here")).isEqualTo("1\n");

        redis.traveller().moves(hostA, hostB, "--tcp", "close");
        client.awaitOut(hostA, "still here");
        client.isNotOn(hostA);
        assertThat(redis.cli(hostB, "get", "kept")).isEqualTo("yes\n");
        assertThat(redis.cli(hostB, "info", "clients")).contains("connected_clients:1\r");
        assertThat(redis.cli(hostB, "publish", "news", "nobody")).isEqualTo("0\n");
        redis.traveller().ends(hostB);
    }
}
