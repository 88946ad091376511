package dev.ferry.remote.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import dev.ferry.remote.UserPrompts;
import dev.ferry.remote.ssh.PrivateSshd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AgentStarterKernelTest {
    private static final String ECHO_ENGINE = "printf '\\nFERRY-ENGINE-READY\\n'; echo \"args: $*\"; exec cat";

    @TempDir
    Path folder;

    private PrivateSshd sshd;
    private HostConnection host;

    @BeforeEach
    void connect() throws IOException {
        sshd = PrivateSshd.start(folder);
        host = HostConnection.open(sshd.address(), sshd.options(), UserPrompts.none());
    }

    @AfterEach
    void disconnect() throws IOException {
        host.close();
        sshd.close();
    }

    @Test
    void startsTheEngineOfTheUsersCache() throws IOException {
        script(sshd.home().resolve(".cache/ferry/current/bin/ferry"), ECHO_ENGINE);
        assertThat(echo(AgentCommand.usual())).isEqualTo("args: receive\nhello");
    }

    @Test
    void startsTheExecutableItIsTold() throws IOException {
        Path engine = script(sshd.file("my ferry"), ECHO_ENGINE);
        assertThat(echo(AgentCommand.usual().withExecutable(engine.toString()))).isEqualTo("args: receive\nhello");
    }

    @Test
    void skipsWhatStartFilesPrint() throws IOException {
        Files.writeString(sshd.home().resolve(".bashrc"), "echo 'Welcome!'; printf 'FERRY-ENGINE-READY, no newline'\n");
        Path engine = script(sshd.file("ferry"), ECHO_ENGINE);
        try (AgentChannel plain = host.exec("true")) {
            assertThat(text(plain)).startsWith("Welcome!");
        }
        assertThat(echo(AgentCommand.usual().withExecutable(engine.toString()))).isEqualTo("args: receive\nhello");
    }

    @Test
    void saysThatThereIsNoFerry() {
        assertFails(AgentCommand.usual().withExecutable("/nowhere/ferry"), Kind.NO_FERRY, "`ferry host install ");
    }

    @Test
    void reportsTheLastWordsOfAnEngineThatFails() throws IOException {
        Path engine = script(sshd.file("ferry"), "echo first >&2; echo 'no such kernel' >&2; exit 127");
        assertFails(
                AgentCommand.usual().withExecutable(engine.toString()),
                Kind.OTHER,
                "ended with status 127 and wrote: no such kernel");
    }

    @Test
    void givesUpOnAnEngineThatSaysNothing() throws IOException {
        Path engine = script(sshd.file("ferry"), "exec sleep 100");
        AgentCommand hasty =
                AgentCommand.usual().withExecutable(engine.toString()).withPatience(Duration.ofSeconds(1));
        assertFails(hasty, Kind.OTHER, "said nothing for 1 s");
    }

    @Test
    void givesUpOnAHostThatPrintsForever() throws IOException {
        Path engine = script(sshd.file("ferry"), "exec yes");
        assertFails(AgentCommand.usual().withExecutable(engine.toString()), Kind.OTHER, "more than 64 KiB");
    }

    @Test
    void runsTheEngineThroughSudoWithTheUsersPath() throws IOException {
        Path bin = sshd.home().resolve("bin");
        script(bin.resolve("sudo"), "echo \"sudo $1\"; shift; exec \"$@\"");
        Files.writeString(sshd.home().resolve(".bashrc"), "PATH=" + bin + ":$PATH\n");
        Path engine = script(sshd.file("ferry"), ECHO_ENGINE);
        String line = AgentCommand.usual()
                .withSudo(true)
                .withExecutable(engine.toString())
                .shellLine("receive");
        try (AgentChannel channel = host.exec(line)) {
            channel.out().close();
            assertThat(text(channel)).startsWith("sudo -n\n").contains("args: receive");
        }
    }

    /** sudo 1.9.14 and later does not find a rule for the file behind a link. */
    @Test
    void namesTheFileBehindALinkToSudo() throws IOException {
        Path bin = sshd.home().resolve("bin");
        script(bin.resolve("sudo"), "echo \"sudo $2\"");
        Files.writeString(sshd.home().resolve(".bashrc"), "PATH=" + bin + ":$PATH\n");
        Path engine = script(sshd.file("ferry"), ECHO_ENGINE);
        Path link = Files.createSymbolicLink(sshd.file("link"), engine);
        String line = AgentCommand.usual()
                .withSudo(true)
                .withExecutable(link.toString())
                .shellLine("receive");
        try (AgentChannel channel = host.exec(line)) {
            channel.out().close();
            assertThat(text(channel)).isEqualTo("sudo " + engine.toRealPath() + "\n");
        }
    }

    @Test
    void losesTheEngineWithTheLink() throws IOException {
        Path engine = script(sshd.file("ferry"), "exec sleep 100");
        Thread killer = new Thread(() -> sshd.process().descendants().forEach(ProcessHandle::destroyForcibly));
        killer.start();
        assertFails(AgentCommand.usual().withExecutable(engine.toString()), Kind.LOST, "127.0.0.1");
    }

    private String echo(AgentCommand command) throws IOException {
        try (AgentChannel channel = AgentStarter.start(host, command)) {
            channel.out().write("hello".getBytes(StandardCharsets.UTF_8));
            channel.out().close();
            return text(channel);
        }
    }

    private static String text(AgentChannel channel) throws IOException {
        return new String(channel.in().readAllBytes(), StandardCharsets.UTF_8);
    }

    private void assertFails(AgentCommand command, Kind kind, String words) {
        assertThatThrownBy(() -> AgentStarter.start(host, command))
                .isInstanceOfSatisfying(
                        RemoteException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    private static Path script(Path file, String body) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
