package dev.ferry.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SshConnectionKernelTest {
    @TempDir
    Path folder;

    private PrivateSshd sshd;

    @BeforeEach
    void startSshd() throws IOException {
        sshd = PrivateSshd.start(folder);
    }

    @AfterEach
    void stopSshd() throws IOException {
        sshd.close();
    }

    @Test
    void carriesBytesBothWaysAndTheExitStatus() throws IOException {
        byte[] sent = new byte[3_000_000];
        new Random(1).nextBytes(sent);
        try (HostConnection host = open(sshd.options());
                AgentChannel channel = host.exec("cat; echo done >&2; exit 7")) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeAndClose(channel, sent));
            assertThat(channel.in().readAllBytes()).isEqualTo(sent);
            writer.join();
            assertThat(channel.exitStatus()).hasValue(7);
            assertThat(channel.errorTail()).isEqualTo("done\n");
        }
    }

    @Test
    void runsSeveralCommandsOnOneConnection() throws IOException {
        try (HostConnection host = open(sshd.options());
                AgentChannel one = host.exec("cat");
                AgentChannel two = host.exec("echo two")) {
            assertThat(text(two)).isEqualTo("two\n");
            writeAndClose(one, "one".getBytes(StandardCharsets.UTF_8));
            assertThat(text(one)).isEqualTo("one");
        }
    }

    @Test
    void keepsOnlyTheTailOfALongErrorStream() throws IOException {
        try (HostConnection host = open(sshd.options());
                AgentChannel channel = host.exec("seq 1 300000 >&2; echo out")) {
            assertThat(text(channel)).isEqualTo("out\n");
            assertThat(channel.exitStatus()).hasValue(0);
            assertThat(channel.errorTail()).endsWith("300000\n").hasSize(16 * 1024);
        }
    }

    /** As one does that is being shut down. */
    @Test
    void aServerThatHangsUpAtOnceCanNotBeReached() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Void> hangsUp = CompletableFuture.runAsync(() -> hangUp(server));
            HostAddress address = HostAddress.parse("someone@127.0.0.1:" + server.getLocalPort());
            assertThatThrownBy(() -> HostConnection.open(address, sshd.options(), UserPrompts.none()))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
            hangsUp.join();
        }
    }

    private static void hangUp(ServerSocket server) {
        try {
            server.accept().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void withTheExitStatusTheLastWordsAreThere() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        ErrorListener slow = (bytes, length) -> awaitQuietly(over);
        try (HostConnection host = open(sshd.options());
                AgentChannel channel = host.exec("echo first >&2; sleep 0.3; echo last >&2; exit 3", slow)) {
            assertThat(channel.in().readAllBytes()).isEmpty();
            CompletableFuture<Void> later = CompletableFuture.runAsync(
                    over::countDown, CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS));
            assertThat(channel.exitStatus()).hasValue(3);
            assertThat(channel.errorTail()).isEqualTo("first\nlast\n");
            later.join();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A relay whose other end is slow: the errors are read, the output is not, until nothing more comes of either. */
    @Test
    void outputThatNobodyReadsWaitsThereWhileErrorsAreRead() throws IOException {
        String errors = "(for i in $(seq 1 400); do echo $i >&2; sleep 0.01; done) &";
        try (HostConnection host = open(sshd.options());
                AgentChannel channel = host.exec(errors + " sleep 0.5; head -c 60000000 /dev/zero; wait")) {
            String[] before = {""};
            Awaitility.await().pollInterval(Duration.ofSeconds(1)).until(() -> {
                String now = channel.errorTail();
                boolean same = !now.isEmpty() && now.equals(before[0]);
                before[0] = now;
                return same;
            });
            assertThat(channel.in().readAllBytes()).hasSize(60_000_000);
            assertThat(channel.exitStatus()).hasValue(0);
            assertThat(channel.errorTail()).endsWith("400\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void logsInWithKeyFile(String type) throws IOException {
        Path key = sshd.newKey("id_test", type, "");
        sshd.authorize(key);
        assertThat(whoAmI(sshd.options().withIdentities(key), UserPrompts.none()))
                .isEqualTo(user());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void logsInWithEncryptedKeyFile(String type) throws IOException {
        Path key = sshd.newKey("id_test", type, "open sesame");
        sshd.authorize(key);
        Answers answers = new Answers(true, "open sesame");
        assertThat(whoAmI(sshd.options().withIdentities(key), answers)).isEqualTo(user());
        assertThat(answers.questions).containsExactly(key.toString());
    }

    @Test
    void asksThreeTimesForAPassphrase() throws IOException {
        Path key = sshd.newKey("id_test", "ed25519", "open sesame");
        sshd.authorize(key);
        Answers answers = new Answers(true, "wrong");
        assertFails(Kind.AUTHENTICATION, () -> open(sshd.options().withIdentities(key), answers), key.toString());
        assertThat(answers.questions).hasSize(3);
    }

    @Test
    void refusesWrongKeyWithSentence() throws IOException {
        Path other = sshd.newKey("id_other", "ed25519", "");
        assertFails(
                Kind.AUTHENTICATION,
                () -> open(sshd.options().withIdentities(other)),
                user() + "@127.0.0.1",
                "accepts publickey",
                other.toString(),
                "ssh-copy-id -p " + sshd.port());
    }

    @Test
    void refusesUnknownHost() {
        SshOptions strict = sshd.options().withAcceptNew(false);
        assertFails(Kind.UNKNOWN_HOST_KEY, () -> open(strict), "[127.0.0.1]:" + sshd.port(), "ssh-ed25519", "SHA256:");
        assertThat(sshd.file("known_hosts")).doesNotExist();
    }

    @Test
    void asksForUnknownHostOnceWithTheFingerprintOfSshKeygen() throws IOException {
        SshOptions strict = sshd.options().withAcceptNew(false);
        Answers answers = new Answers(true, "");
        open(strict, answers).close();
        open(strict, answers).close();
        assertThat(answers.hostKeys).hasSize(1);
        String listed = Commands.run("ssh-keygen", "-l", "-f", sshd.file("host_key") + ".pub");
        assertThat(listed).contains(answers.hostKeys.get(0).fingerprint());
    }

    @Test
    void remembersAcceptedHostSoThatOpenSshFindsIt() throws IOException {
        open(sshd.options()).close();
        String found = Commands.run(
                "ssh-keygen",
                "-F",
                "[127.0.0.1]:" + sshd.port(),
                "-f",
                sshd.file("known_hosts").toString());
        assertThat(found).contains("ssh-ed25519");
        open(sshd.options().withAcceptNew(false)).close();
    }

    @Test
    void understandsHashedKnownHosts() throws IOException {
        open(sshd.options()).close();
        Commands.run("ssh-keygen", "-q", "-H", "-f", sshd.file("known_hosts").toString());
        assertThat(Files.readString(sshd.file("known_hosts"))).startsWith("|1|");
        open(sshd.options().withAcceptNew(false)).close();
    }

    @Test
    void refusesChangedHostKeyEvenWhenNewOnesAreAccepted() throws IOException {
        Files.writeString(sshd.file("known_hosts"), "# a comment\n");
        open(sshd.options()).close();
        sshd.newHostKey();
        sshd.restart();
        assertFails(
                Kind.CHANGED_HOST_KEY,
                () -> open(sshd.options(), new Answers(true, "")),
                sshd.file("known_hosts") + " line 2",
                "ssh-keygen -f " + sshd.file("known_hosts") + " -R '[127.0.0.1]:" + sshd.port() + "'");
    }

    @Test
    void saysThatAPortIsUnreachable() throws IOException {
        sshd.close();
        assertFails(Kind.UNREACHABLE, () -> open(sshd.options()), "127.0.0.1 port " + sshd.port());
    }

    @Test
    void givesUpOnAHostThatSaysNothing() throws IOException {
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            SshOptions hasty = sshd.options().withConnectTimeout(Duration.ofMillis(300));
            assertFails(
                    Kind.UNREACHABLE,
                    () -> HostConnection.open(
                            sshd.address().withPort(silent.getLocalPort()), hasty, UserPrompts.none()),
                    "does not answer");
        }
    }

    @Test
    void losesReaderAndBlockedWriterWhenTheLinkIsKilled() throws Exception {
        HostConnection host = open(sshd.options());
        AgentChannel channel = host.exec("sleep 100");
        CompletableFuture<Throwable> writer = CompletableFuture.supplyAsync(() -> writeUntilFailure(channel));
        Awaitility.await().pollDelay(Duration.ofMillis(300)).until(() -> !writer.isDone());
        sshd.close();
        assertThat(writer.get(10, TimeUnit.SECONDS)).isInstanceOf(RemoteException.class);
        assertFails(Kind.LOST, () -> channel.in().read(), "127.0.0.1", "lost");
        host.close();
    }

    @Test
    void releasesBlockedWriterWhenTheCommandEnds() throws Exception {
        try (HostConnection host = open(sshd.options());
                AgentChannel channel = host.exec("sleep 1; exit 3")) {
            CompletableFuture<Throwable> writer = CompletableFuture.supplyAsync(() -> writeUntilFailure(channel));
            assertThat(writer.get(10, TimeUnit.SECONDS)).hasMessageContaining("status 3");
            assertThat(channel.in().read()).isEqualTo(-1);
            try (AgentChannel next = host.exec("echo still here")) {
                assertThat(text(next)).isEqualTo("still here\n");
            }
        }
    }

    @Test
    void noticesADeadLinkBySilenceWhileWritingAndReading() throws Exception {
        HostConnection host = open(sshd.options().withKeepAlive(Duration.ofSeconds(1)));
        AgentChannel channel = host.exec("cat >/dev/null");
        CompletableFuture<Throwable> writer = CompletableFuture.supplyAsync(() -> writeUntilFailure(channel));
        for (ProcessHandle serving : sshd.process().descendants().toList()) {
            Commands.run("kill", "-STOP", Long.toString(serving.pid()));
        }
        try {
            assertFails(Kind.LOST, () -> channel.in().read(), "nothing was heard for 3 s");
            assertThat(writer.get(10, TimeUnit.SECONDS)).isInstanceOf(RemoteException.class);
            host.close();
        } finally {
            // Some end as soon as another one is killed.
            sshd.process().descendants().toList().forEach(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void staysConnectedWhileTheCommandIsIdle() throws Exception {
        try (HostConnection host = open(sshd.options().withKeepAlive(Duration.ofSeconds(1)));
                AgentChannel channel = host.exec("sleep 4; echo awake")) {
            assertThat(text(channel)).isEqualTo("awake\n");
        }
    }

    @Test
    void jumpsThroughAHost() throws IOException {
        Path config = Files.writeString(
                sshd.file("ssh_config"),
                "Host inner\n HostName localhost\n Port " + sshd.port() + "\n ProxyJump " + sshd.address() + ","
                        + sshd.address() + "\n");
        SshOptions options = sshd.options().withConfigFile(config);
        try (HostConnection host =
                        HostConnection.open(HostAddress.parse(user() + "@inner"), options, UserPrompts.none());
                AgentChannel channel = host.exec("head -c 5000000 /dev/zero")) {
            assertThat(channel.in().readAllBytes()).hasSize(5_000_000);
            assertThat(channel.exitStatus()).hasValue(0);
            assertThat(sshd.log().lines().filter(line -> line.contains("Accepted publickey")))
                    .hasSize(3);
        }
    }

    @Test
    void refusesToGoOnWhenTheJumpHostCannotReachTheTarget() throws IOException {
        Path config = Files.writeString(
                sshd.file("ssh_config"),
                "Host inner\n HostName localhost\n Port 1\n ProxyJump " + sshd.address() + "\n");
        SshOptions options = sshd.options().withConfigFile(config);
        HostAddress inner = HostAddress.parse(user() + "@inner");
        assertFails(
                Kind.UNREACHABLE, () -> HostConnection.open(inner, options, UserPrompts.none()), "localhost port 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"
            })
    void keepsBytesWholeWhileTheServerChangesKeys(String cipher) throws IOException {
        byte[] sent = new byte[8_000_000];
        new Random(2).nextBytes(sent);
        try (PrivateSshd rekeying = PrivateSshd.start(
                        folder.resolve("rekey"), "RekeyLimit 1M", "LogLevel DEBUG1", "Ciphers " + cipher);
                HostConnection host = HostConnection.open(rekeying.address(), rekeying.options(), UserPrompts.none());
                AgentChannel channel = host.exec("cat")) {
            CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> writeAndClose(channel, sent));
            assertThat(channel.in().readAllBytes()).isEqualTo(sent);
            writer.join();
            assertThat(rekeying.log().split("SSH2_MSG_NEWKEYS received", -1)).hasSizeGreaterThan(5);
        }
    }

    @Test
    void saysThatNoCipherIsCommon() throws IOException {
        try (PrivateSshd old = PrivateSshd.start(folder.resolve("old"), "Ciphers 3des-cbc")) {
            assertFails(
                    Kind.OTHER,
                    () -> HostConnection.open(old.address(), old.options(), UserPrompts.none()),
                    "cannot agree",
                    "ssh -v");
        }
    }

    @Test
    void closesQuicklyAfterEverything() throws IOException {
        HostConnection host = open(sshd.options());
        host.close();
        assertFails(Kind.LOST, () -> host.exec("true"), "lost");
    }

    private HostConnection open(SshOptions options) throws RemoteException {
        return open(options, UserPrompts.none());
    }

    private HostConnection open(SshOptions options, UserPrompts prompts) throws RemoteException {
        return HostConnection.open(sshd.address(), options, prompts);
    }

    private String whoAmI(SshOptions options, UserPrompts prompts) throws IOException {
        try (HostConnection host = open(options, prompts);
                AgentChannel channel = host.exec("id -un")) {
            return text(channel).strip();
        }
    }

    private static String user() {
        return System.getProperty("user.name");
    }

    private static String text(AgentChannel channel) throws IOException {
        return new String(channel.in().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static void writeAndClose(AgentChannel channel, byte[] bytes) {
        try (var out = channel.out()) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Throwable writeUntilFailure(AgentChannel channel) {
        byte[] block = new byte[1 << 20];
        Arrays.fill(block, (byte) 1);
        try {
            while (true) {
                channel.out().write(block);
            }
        } catch (IOException e) {
            return e;
        }
    }

    private static void assertFails(Kind kind, ThrowingCallable call, String... words) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        RemoteException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContainingAll(words);
    }
}
