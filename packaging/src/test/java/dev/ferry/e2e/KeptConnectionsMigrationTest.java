package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.testhost.Program;
import dev.ferry.testhost.Ran;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Servers whose clients stay connected while they move, because their address moves along; and whoever dies meanwhile. */
final class KeptConnectionsMigrationTest {
    private static final int KILLED = 128 + 9;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DIRECTORY = "/srv/kept";

    @RegisterExtension
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB", "client");

    private String service;
    private Traveller server;
    private Traveller counter;

    /** The server has an address for its clients alone. */
    @BeforeEach
    void give(TestHost hostA, TestHost hostB, TestHost client) throws IOException {
        Installed.require("redis-server", "redis-cli", "python3");
        service = hostA.address().replaceFirst("[0-9]+$", "77");
        Ferry.shell(hostA, "ip addr add " + service + "/24 dev eth0");
        // Given by hand, nobody tells the client, which may think that it is where another test has moved it.
        Ferry.shell(client, "ip neigh flush dev eth0");
        for (TestHost host : new TestHost[] {hostA, hostB, client}) {
            Ferry.shell(host, "rm -rf " + Redis.DIRECTORY + " " + DIRECTORY + "; mkdir -p " + DIRECTORY);
            host.write(DIRECTORY + "/incr.py", TestResource.text("incr.py"));
            host.write(DIRECTORY + "/queues.py", TestResource.text("queues.py"));
        }
    }

    @AfterEach
    void nothingIsLeft(TestHost hostA, TestHost hostB, TestHost client) throws IOException {
        for (TestHost host : new TestHost[] {client, hostA, hostB}) {
            Ferry.awaitNoEngine(host);
            for (Traveller program : new Traveller[] {counter, server}) {
                if (program != null && host.alive(Long.parseLong(program.pid()))) {
                    host.exec("kill", "-KILL", program.pid());
                }
            }
            host.exec("ip", "addr", "del", service + "/24", "dev", "eth0");
            assertThat(Ferry.done(host, "resolve")).contains("No migration");
            assertThat(host.exec("grep", "-l", "ferry-last-will", "-r", "/proc", "--include=comm")
                            .out())
                    .isEmpty();
        }
    }

    private void startRedis(TestHost host, TestHost client) throws IOException {
        Redis redis = Redis.start(host);
        server = redis.traveller();
        redis.cli(host, "config", "set", "protected-mode", "no");
        redis.cli(host, "set", "counter", "0");
        counter = Traveller.start(client, Installed.path("python3"), DIRECTORY + "/incr.py", service, Redis.PORT);
        counter.countsOn(client);
    }

    private void assertHas(TestHost host, boolean has) throws IOException {
        assertThat(Ferry.shell(host, "ip -4 addr show dev eth0").contains(" " + service + "/24"))
                .as(host.hostName() + " has " + service)
                .isEqualTo(has);
    }

    /** The client goes on counting by the connection that it had, and none of its numbers is lost or doubled. */
    private void serves(TestHost host, TestHost other, TestHost client) throws IOException {
        server.isOn(host);
        server.isNotOn(other);
        assertHas(host, true);
        assertHas(other, false);
        counter.countsOn(client);
    }

    @Test
    void aClientStaysConnectedThereAndBack(TestHost hostA, TestHost hostB, TestHost client) throws IOException {
        startRedis(hostA, client);
        Traveller subscriber =
                Traveller.start(client, "redis-cli", "-h", service, "-p", Redis.PORT, "subscribe", "news");
        subscriber.awaitOut(client, "subscribe");
        assertThat(Ferry.done(hostA, "check", server.pid(), "hostB", "--tcp", "keep"))
                .contains("Address " + service, "moves to the destination", "2 connections");
        server.moves(hostA, hostB, "--tcp", "keep");
        serves(hostB, hostA, client);
        hostB.exec("redis-cli", "-p", Redis.PORT, "publish", "news", "from there")
                .outIfOk();
        subscriber.awaitOut(client, "from there");
        server.moves(hostB, hostA, "--tcp", "keep", "--overwrite");
        serves(hostA, hostB, client);
        hostA.exec("redis-cli", "-p", Redis.PORT, "publish", "news", "back here")
                .outIfOk();
        subscriber.awaitOut(client, "back here");
        subscriber.ends(client);
    }

    /** What was sent and what was not, on both sides, and a listener that is bound to the address. */
    @Test
    void fullQueuesMoveAlong(TestHost hostA, TestHost hostB, TestHost client) throws IOException {
        server = start(hostA, "server", service);
        server.awaitOut(hostA, "ready");
        counter = start(client, "client", service);
        counter.awaitOut(client, "connected");
        server.awaitOut(hostA, "connected");
        await("full queues").pollDelay(Duration.ofMillis(500)).until(() -> true);
        server.moves(hostA, hostB, "--tcp", "keep");
        assertThat(hostB.read(server.out())).doesNotContain("sent");
        Ferry.shell(client, "touch " + DIRECTORY + "/go");
        Ferry.shell(hostB, "touch " + DIRECTORY + "/go");
        counter.awaitOut(client, "all is right");
        server.awaitOut(hostB, "all is right");
    }

    private static Traveller start(TestHost host, String role, String address) throws IOException {
        return Traveller.start(
                host,
                Installed.path("python3"),
                DIRECTORY + "/queues.py",
                role,
                address,
                "7000",
                DIRECTORY + "/go",
                Integer.toString(16 << 20));
    }

    @Test
    void whatCanNotMoveAlongIsSaidBefore(TestHost hostA, TestHost hostB, TestHost client) throws IOException {
        startRedis(hostA, client);
        Traveller other =
                Traveller.start(client, "redis-cli", "-h", hostA.address(), "-p", Redis.PORT, "subscribe", "news");
        other.awaitOut(client, "subscribe");
        Ferry.complaint(Ferry.on(hostA, "migrate", server.pid(), "hostB", "--tcp", "keep"), Ferry.REFUSED)
                .contains("Address " + hostA.address(), "would take [" + service + "/24] away");
        other.ends(client);
        Traveller local = Traveller.start(hostA, "redis-cli", "-h", "127.0.0.1", "-p", Redis.PORT, "subscribe", "news");
        local.awaitOut(hostA, "subscribe");
        Ferry.complaint(Ferry.on(hostA, "migrate", server.pid(), "hostB", "--tcp", "keep"), Ferry.REFUSED)
                .contains("is on this same host and stays");
        local.ends(hostA);
        String foreign = "203.0.113.7";
        Ferry.shell(hostA, "ip addr add " + foreign + "/32 dev eth0");
        Ferry.shell(client, "ip route add " + foreign + " via " + hostA.address());
        Traveller stranger = Traveller.start(client, "redis-cli", "-h", foreign, "-p", Redis.PORT, "subscribe", "news");
        stranger.awaitOut(client, "subscribe");
        Ferry.complaint(Ferry.on(hostA, "migrate", server.pid(), "hostB", "--tcp", "keep"), Ferry.REFUSED)
                .contains("Address " + foreign, "no interface of the destination is on its network");
        stranger.ends(client);
        Ferry.shell(hostA, "ip addr del " + foreign + "/32 dev eth0");
        Program listener = hostA.start(
                Installed.path("python3"),
                "-c",
                "import socket,time\ns=socket.create_server(('" + service + "', 7001))\ntime.sleep(1000)");
        await().atMost(PATIENCE)
                .untilAsserted(() -> Ferry.complaint(
                                Ferry.on(hostA, "migrate", server.pid(), "hostB", "--tcp", "keep"), Ferry.REFUSED)
                        .contains("is used by process " + listener.pid() + " (python3) too"));
        hostA.exec("kill", "-KILL", Long.toString(listener.pid())).outIfOk();
        counter.countsOn(client);
        server.isOn(hostA);
    }

    /** Its address is back as soon as it is dead, and its program thawed. */
    @ParameterizedTest
    @EnumSource(names = {"AFTER_FREEZE", "BEFORE_COMMIT"})
    void theSourceDiesBeforeTheCommit(FaultPoint point, TestHost hostA, TestHost hostB, TestHost client)
            throws IOException {
        startRedis(hostA, client);
        theSourceDies(point, hostA);
        counter.countsOn(client);
        Ferry.done(hostA, "resolve");
        serves(hostA, hostB, client);
    }

    /** Nobody has the address until it is known where the program runs. */
    @Test
    void theSourceDiesInTheCommit(TestHost hostA, TestHost hostB, TestHost client) throws IOException {
        startRedis(hostA, client);
        theSourceDies(FaultPoint.WATCH_DISMISSED, hostA);
        server.isStoppedOn(hostA);
        assertHas(hostA, false);
        assertHas(hostB, false);
        assertThat(Ferry.done(hostA, "resolve")).contains("is done: the program was let run on hostB");
        serves(hostB, hostA, client);
    }

    @Test
    void aPersonTakesItBack(TestHost hostA, TestHost hostB, TestHost client) throws IOException {
        startRedis(hostA, client);
        theSourceDies(FaultPoint.WATCH_DISMISSED, hostA);
        assertHas(hostA, false);
        Ferry.done(hostA, "resolve", "--run-here");
        serves(hostA, hostB, client);
    }

    /** Also one that has taken the address already gives it back by its death. */
    @ParameterizedTest
    @EnumSource(names = {"BEFORE_READY", "AFTER_COMMIT_RECEIVED"})
    void theDestinationDies(FaultPoint point, TestHost hostA, TestHost hostB, TestHost client) throws IOException {
        startRedis(hostA, client);
        String ferry = Ferry.variantOn(hostB, "-Dferry.fault=" + point + ":kill");
        Ran ran = Ferry.on(hostA, "migrate", server.pid(), "hostB", "--ferry", ferry, "--tcp", "keep");
        Ferry.complaint(ran, Ferry.FAILED).isNotEmpty();
        serves(hostA, hostB, client);
    }

    private void theSourceDies(FaultPoint point, TestHost from) throws IOException {
        Ran ran = Ferry.withJvm(
                "-Dferry.fault=" + point + ":kill", from, "migrate", server.pid(), "hostB", "--tcp", "keep");
        assertThat(ran.exit()).as(ran.err()).isEqualTo(KILLED);
    }
}
