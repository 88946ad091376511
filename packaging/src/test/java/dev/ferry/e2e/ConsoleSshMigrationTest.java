package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.app.SandboxConnection;
import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.session.LiveHosts;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import dev.ferry.testwindow.ConsoleDriver;
import dev.ferry.testwindow.TestDisplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The same over ssh, with a host that is not known yet. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsoleSshMigrationTest {
    private static SandboxHost sandbox;

    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA");

    @TempDir
    Path directory;

    private Hosts hosts;
    private ConsoleDriver console;
    private LocalCounter counter;

    @BeforeAll
    static void prepare(TestHost hostA) throws IOException {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        Installed.require("python3");
        System.setProperty("ferry.launcher", Ferry.LAUNCHER.toString());
        sandbox = SandboxHost.start(SandboxConnection.optionsFor(0));
        Ferry.installOn(hostA);
    }

    @AfterAll
    static void stopSandbox() throws IOException {
        if (sandbox != null) sandbox.close();
    }

    @BeforeEach
    void open(TestHost hostA) throws Exception {
        Path config = directory.resolve("ssh_config");
        Files.writeString(config, "Host " + hostA.address() + "\n  User root\n");
        SshOptions ssh = SshOptions.defaults()
                .withConfigFile(config)
                .withIdentities(hostA.sshKey())
                .withKnownHosts(directory.resolve("known_hosts"));
        hosts = new LiveHosts(
                ssh,
                SandboxConnection.engine(),
                AgentCommand.usual(),
                () -> new SandboxConnection(sandbox),
                directory.resolve("config"));
        console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        console.seeText("#host-this-machine", "core");
    }

    @AfterEach
    void close() throws IOException {
        if (console != null) console.close();
        if (hosts != null) hosts.close();
        if (counter != null) counter.close();
    }

    @Test
    void asksOnceAboutAnUnknownKeyAndMovesAProgramThere(TestHost hostA) throws Exception {
        String card = "#host-" + hostA.address().replace('.', '-');
        counter = LocalCounter.start(directory, 0);
        addHost(hostA);
        console.see("#fingerprint");
        console.screenshot("unknown-host-key");
        console.robot().clickOn("Do not connect");
        console.seeText(card, "Try again");
        console.screenshot("host-unusable");
        console.robot().clickOn("Try again");
        console.see("#fingerprint");
        console.robot().clickOn("Trust this host");
        console.seeText(card, "hostA");
        console.search(counter.pid());
        console.dragOver(console.row(counter.pid()), console.see(card));
        console.drop();
        console.seeEnabled("#preflight-move");
        console.robot().clickOn("#preflight-move");
        console.seeText("#tray", "now. It stood still");
        console.screenshot("moved-over-ssh");
        assertThat(hostA.alive(Long.parseLong(counter.pid()))).isTrue();
        assertThat(Files.readString(directory.resolve("known_hosts"))).contains(hostA.address());
    }

    private void addHost(TestHost host) {
        console.robot().push(KeyCode.CONTROL, KeyCode.N);
        console.see("#add-address");
        console.screenshot("add-host");
        console.robot().clickOn("#add-address").write(host.address()).clickOn("#add-add");
    }
}
