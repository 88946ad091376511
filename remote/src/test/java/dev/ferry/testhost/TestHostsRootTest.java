package dev.ferry.testhost;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.remote.sandbox.SandboxProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class TestHostsRootTest {
    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA", "hostB");

    @Test
    void oneHostReachesTheOtherOverSsh(TestHost hostA, TestHost hostB) throws IOException {
        assertThat(hostA.exec("hostname").out()).isEqualTo("hostA\n");
        assertThat(hostA.exec(ssh(hostB, "hostname"))).isEqualTo(new Ran(0, "hostB\n", ""));
        assertThat(hostB.exec(ssh(hostA, "hostname"))).isEqualTo(new Ran(0, "hostA\n", ""));
    }

    @Test
    void theTestProcessReachesTheHostsOverSsh(TestHost hostA) throws IOException {
        assertThat(Ran.here(List.of(ssh(hostA, "hostname")))).isEqualTo(new Ran(0, "hostA\n", ""));
    }

    @Test
    void aHostIsNotLetInByTheKnownHostsFileOfAnother(TestHost hostA, TestHost hostB) throws IOException {
        List<String> command = new ArrayList<>(List.of(ssh(hostA, "true")));
        command.replaceAll(word -> word.replace(hostA.address(), hostB.address()));
        Ran ran = Ran.here(command);
        assertThat(ran.exit()).isEqualTo(255);
        assertThat(ran.err()).contains("Host key verification failed");
    }

    @Test
    void whatOneHostWritesStaysThere(TestHost hostA, TestHost hostB) throws IOException {
        hostA.write("/etc/ferry-test-marker", "from A");
        assertThat(hostA.read("/etc/ferry-test-marker")).isEqualTo("from A");
        assertThat(hostB.exec("test", "-e", "/etc/ferry-test-marker").exit()).isEqualTo(1);
        assertThat(Path.of("/etc/ferry-test-marker")).doesNotExist();
    }

    @Test
    void programsAreSeenInTheirOwnHostOnly(TestHost hostA, TestHost hostB) throws IOException {
        Program program = hostA.start("sh", "-c", "echo started; exec sleep 1000");
        await().until(() -> hostA.read(program.out()).equals("started\n"));
        assertThat(program.pid()).isBetween(10_000L, 19_999L);
        assertThat(hostA.alive(program.pid())).isTrue();
        assertThat(hostB.alive(program.pid())).isFalse();
        assertThat(hostA.exec("ps", "-o", "ppid=,sid=", "-p", "" + program.pid())
                        .out()
                        .strip())
                .matches("1 +" + program.pid());
        hostA.exec("kill", "" + program.pid()).outIfOk();
        await().atMost(Duration.ofSeconds(1)).until(() -> !hostA.alive(program.pid()));
    }

    @Test
    void aCutLinkLosesTheHostUntilItIsRestored(TestHost hostA, TestHost hostB) throws IOException {
        hostB.cutLink();
        assertThat(connect(hostA, hostB)).isNotZero();
        hostB.restoreLink();
        assertThat(connect(hostA, hostB)).isZero();
    }

    @Test
    void aConnectionSurvivesAShortCut(TestHost hostA, TestHost hostB) throws IOException {
        SandboxProcess cat = hostA.sandbox().exec(List.of(ssh(hostB, "cat")));
        assertThat(echo(cat, "before")).isEqualTo("before\n");
        hostA.cutLink();
        cat.in().write("while cut\n".getBytes(UTF_8));
        cat.in().flush();
        await().during(Duration.ofMillis(300)).until(() -> cat.out().available() == 0);
        hostA.restoreLink();
        assertThat(new String(cat.out().readNBytes("while cut\n".length()), UTF_8))
                .isEqualTo("while cut\n");
        cat.in().close();
        assertThat(cat.waitFor()).isZero();
    }

    @Test
    void theJdkAndTheBuildAreVisibleInside(TestHost hostA) throws IOException {
        assertThat(hostA.exec(System.getProperty("java.home") + "/bin/java", "-version")
                        .exit())
                .isZero();
        assertThat(hostA.exec("test", "-d", Path.of("").toAbsolutePath().toString())
                        .exit())
                .isZero();
    }

    @Test
    void closingLeavesNothingBehind() throws IOException {
        Path keys;
        Path device;
        Traces traces;
        try (TestHosts others = TestHosts.named("hostC", "hostD")) {
            others.open();
            TestHost host = others.get("hostC");
            host.start("sleep", "1000");
            keys = host.sshKey().getParent();
            device = Path.of("/sys/class/net/ferry" + host.address().split("\\.", -1)[2]);
            traces = Traces.of(host.sandbox());
            assertThat(keys).exists();
            assertThat(device).exists();
            assertThat(traces.processes())
                    .as("unshare, init, its watcher, sshd, sleep")
                    .hasSizeGreaterThanOrEqualTo(5);
        }
        assertThat(keys).doesNotExist();
        assertThat(device).doesNotExist();
        assertThat(traces.processes()).isEmpty();
        assertThat(traces.mounts()).isEmpty();
    }

    @Test
    void aHostIsReadyQuickly() throws IOException {
        long start = System.nanoTime();
        try (TestHosts others = TestHosts.named("hostC", "hostD")) {
            others.open();
            Duration both = Duration.ofNanos(System.nanoTime() - start);
            assertThat(both).isLessThan(Duration.ofSeconds(3));
        }
    }

    private static String echo(SandboxProcess cat, String line) throws IOException {
        cat.in().write((line + "\n").getBytes(UTF_8));
        cat.in().flush();
        return new String(cat.out().readNBytes(line.length() + 1), UTF_8);
    }

    private static int connect(TestHost from, TestHost to) throws IOException {
        List<String> command = new ArrayList<>(List.of(ssh(to, "true")));
        command.addAll(1, List.of("-o", "ConnectTimeout=1"));
        return from.exec(command.toArray(String[]::new)).exit();
    }

    private static String[] ssh(TestHost to, String command) {
        List<String> line = new ArrayList<>(List.of("ssh"));
        line.addAll(to.sshArgs());
        line.add(command);
        return line.toArray(String[]::new);
    }
}
