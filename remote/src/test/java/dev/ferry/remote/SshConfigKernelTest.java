package dev.ferry.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshConfigKernelTest {
    @TempDir
    Path folder;

    @Test
    void resolvesAnAlias() throws IOException {
        Path key = Files.createFile(folder.resolve("key"));
        ResolvedHost host = resolve(
                "alpha",
                "Host alpha",
                "HostName Alpha.Example",
                "User bob",
                "Port 2200",
                "IdentityFile " + key,
                "IdentitiesOnly yes",
                "UserKnownHostsFile " + folder + "/a " + folder + "/b",
                "HashKnownHosts yes",
                "StrictHostKeyChecking accept-new");
        assertThat(host.shown()).isEqualTo("bob@alpha.example:2200");
        assertThat(host.knownName()).isEqualTo("[alpha.example]:2200");
        assertThat(host.identities()).containsExactly(key);
        assertThat(host.knownHosts()).startsWith(folder.resolve("a"), folder.resolve("b"));
        assertThat(host.identitiesOnly()).isTrue();
        assertThat(host.acceptNew()).isTrue();
        assertThat(host.hashNames()).isTrue();
    }

    @Test
    void letsTheAddressWinOverTheFile() throws IOException {
        ResolvedHost host = resolve("carol@alpha:24", "Host alpha", "User bob", "Port 2200");
        assertThat(host.shown()).isEqualTo("carol@alpha:24");
    }

    @Test
    void ordersJumpsFromTheNearest() throws IOException {
        SshOptions options = config(
                "Host inner", "ProxyJump one,two:2222", "Host one", "ProxyJump zero", "Host two", "ProxyJump never");
        assertThat(SshConfig.route(HostAddress.parse("inner"), options))
                .extracting(ResolvedHost::hostName)
                .containsExactly("zero", "one", "two", "inner");
    }

    @Test
    void refusesEndlessJumps() throws IOException {
        SshOptions options = config("Host a", "ProxyJump b", "Host b", "ProxyJump a");
        assertThatThrownBy(() -> SshConfig.route(HostAddress.parse("a"), options))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("loop");
    }

    @Test
    void refusesProxyCommandInsteadOfIgnoringIt() throws IOException {
        SshOptions options = config("Host a", "ProxyCommand nc x 22");
        assertThatThrownBy(() -> SshConfig.resolve(HostAddress.parse("a"), options))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("ProxyCommand");
    }

    @Test
    void reportsABadFileInOpenSshsWords() throws IOException {
        SshOptions options = config("Hots a");
        assertThatThrownBy(() -> SshConfig.resolve(HostAddress.parse("a"), options))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining("line 1");
    }

    private ResolvedHost resolve(String address, String... lines) throws IOException {
        return SshConfig.resolve(HostAddress.parse(address), config(lines));
    }

    private SshOptions config(String... lines) throws IOException {
        return SshOptions.defaults()
                .withConfigFile(Files.writeString(folder.resolve("config"), String.join("\n", lines)));
    }
}
