package dev.ferry.remote.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SshAgentKernelTest {
    @TempDir
    Path folder;

    private PrivateSshd sshd;
    private Process agent;
    private Path socket;

    @BeforeEach
    void startAgent() throws IOException {
        sshd = PrivateSshd.start(folder);
        socket = sshd.file("agent");
        agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await().until(() -> Files.exists(socket));
    }

    @AfterEach
    void stopAgent() throws IOException {
        agent.destroy();
        sshd.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "ecdsa", "rsa"})
    void logsInWithKeyOfTheAgent(String type) throws IOException {
        Path key = sshd.newKey("id_agent", type, "");
        add(sshd.newKey("id_wrong", "ed25519", ""));
        add(key);
        sshd.authorize(key);
        HostConnection.open(sshd.address(), options(), UserPrompts.none()).close();
    }

    @Test
    void offersOnlyConfiguredKeysIfTheConfigurationSaysSo() throws IOException {
        Path key = sshd.newKey("id_agent", "ed25519", "");
        add(key);
        sshd.authorize(key);
        Path config = Files.writeString(sshd.file("config"), "IdentitiesOnly yes\n");
        SshOptions only = options().withConfigFile(config);
        assertThatThrownBy(() -> HostConnection.open(sshd.address(), only, UserPrompts.none()))
                .isInstanceOfSatisfying(
                        RemoteException.class,
                        e -> assertThat(e.kind()).isEqualTo(RemoteException.Kind.AUTHENTICATION));
        Files.delete(key); // the public half is enough to choose the agent's key
        HostConnection.open(sshd.address(), only.withIdentities(key), UserPrompts.none())
                .close();
    }

    @Test
    void goesOnWithoutAnAgentThatIsGone() throws IOException {
        SshOptions gone = sshd.options().withAgentSocket(Optional.of(sshd.file("nobody")));
        HostConnection.open(sshd.address(), gone, UserPrompts.none()).close();
    }

    private SshOptions options() {
        return sshd.options().withIdentities(sshd.file("id_wrong")).withAgentSocket(Optional.of(socket));
    }

    private void add(Path key) throws IOException {
        Commands.run("env", "SSH_AUTH_SOCK=" + socket, "ssh-add", "-q", key.toString());
    }
}
