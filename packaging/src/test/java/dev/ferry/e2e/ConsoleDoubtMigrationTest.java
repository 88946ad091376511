package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.app.SandboxConnection;
import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.conduct.session.LiveHosts;
import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import dev.ferry.testwindow.ConsoleDriver;
import dev.ferry.testwindow.TestDisplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The destination has the right to run and is heard no more: its sshd is gone, and its engine dies with it. Only a person who has
 * looked there can know what became of the program, and says so in the console.
 */
@Timeout(value = 150, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsoleDoubtMigrationTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @RegisterExtension
    static final TestHosts HOSTS = TestHosts.named("hostA", "hostB");

    @TempDir
    Path directory;

    private Hosts hosts;
    private ConsoleDriver console;
    private LocalCounter counter;

    @BeforeAll
    static void install(TestHost hostA, TestHost hostB) throws IOException {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        Installed.require("python3");
        System.setProperty("ferry.launcher", Ferry.LAUNCHER.toString());
        Ferry.installOn(hostA, hostB);
    }

    @AfterEach
    void close() throws IOException {
        if (console != null) console.close();
        if (hosts != null) hosts.close();
        if (counter != null) counter.close();
    }

    @Test
    void letsTheProgramGoOnHere(TestHost hostA) throws Exception {
        inDoubt(FaultPoint.AFTER_COMMIT_RECEIVED, hostA);
        assertThat(console.see("#doubt-run-here").isDisabled()).isFalse();
        console.seeText("#tray", "Only if you know that it does not run on " + hostA.address());
        console.screenshot("in-doubt-for-real");
        console.robot().clickOn("#doubt-run-here");
        console.seeText("#tray", "goes on running on this machine", PATIENCE);
        counter.countsHere();
        assertThat(new History(directory).entries())
                .extracting(HistoryEntry::outcome)
                .containsExactly(HistoryEntry.Outcome.FAILED);
    }

    @Test
    void removesWhatIsKeptHereIfItRunsThere(TestHost hostA, TestHost hostB) throws Exception {
        inDoubt(FaultPoint.AFTER_RESUME, hostB);
        assertThat(counter.isHere()).isTrue();
        console.robot().clickOn("#doubt-discard");
        console.seeText("#tray", "was found running on " + hostB.address(), PATIENCE);
        await("the end of what was kept").until(() -> !counter.isHere());
        assertThat(hostB.alive(Long.parseLong(counter.pid()))).isTrue();
        hostB.exec("kill", "-KILL", counter.pid()).outIfOk();
    }

    private void inDoubt(FaultPoint point, TestHost host) throws Exception {
        open(host, Ferry.variantOn(host, "-Dferry.fault=" + point + ":pause"));
        counter = LocalCounter.start(directory, 0);
        String card = "#host-" + host.address().replace('.', '-');
        console.seeText(card, host.hostName());
        console.search(counter.pid());
        console.dragOver(console.row(counter.pid()), console.see(card));
        console.drop();
        console.seeEnabled("#preflight-move");
        console.robot().clickOn("#preflight-move");
        console.seeText("#tray", "Handing over the right to run", PATIENCE);
        host.exec("pkill", "-KILL", "-x", "sshd").outIfOk();
        for (long engine : Ferry.engines(host)) host.exec("kill", "-KILL", Long.toString(engine));
        console.seeText("#tray", "Decide now", PATIENCE);
        console.robot().clickOn("#move-decide");
        console.see("#doubt-ask");
    }

    private void open(TestHost host, String ferryThere) throws Exception {
        Path config = directory.resolve("ssh_config");
        Files.writeString(config, "Host " + host.address() + "\n  User root\n");
        SshOptions ssh = SshOptions.defaults()
                .withConfigFile(config)
                .withIdentities(host.sshKey())
                .withKnownHosts(host.knownHosts());
        hosts = new LiveHosts(
                ssh,
                SandboxConnection.engine(),
                AgentCommand.usual().withExecutable(ferryThere),
                () -> {
                    throw new IOException("There is no sandbox in this test.");
                },
                directory.resolve("config"));
        hosts.save(new SavedHost(host.address(), false, SavedHost.Origin.FERRY));
        console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        console.seeText("#host-this-machine", "core");
    }
}
