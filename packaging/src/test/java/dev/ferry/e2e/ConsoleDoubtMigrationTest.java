package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.SavedHost;
import dev.ferry.engine.migrate.FaultPoint;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.testhost.TestHost;
import dev.ferry.testhost.TestHosts;
import dev.ferry.testwindow.ConsoleDriver;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
    static final TestHosts HOSTS = Ferry.hosts("hostA", "hostB");

    @RegisterExtension
    static final ConsoleSite SITE = ConsoleSite.withoutSandbox();

    @TempDir
    Path directory;

    private ConsoleDriver console;
    private LocalCounter counter;

    @Test
    void letsTheProgramGoOnHere(TestHost hostA) throws Exception {
        inDoubt(FaultPoint.AFTER_COMMIT_RECEIVED, hostA);
        assertThat(console.see("#doubt-run-here").isDisabled()).isFalse();
        console.seeText("#tray", "Only if you know that it does not run on " + hostA.address());
        console.screenshot("in-doubt-for-real");
        console.robot().clickOn("#doubt-run-here");
        console.seeText("#tray", "goes on running on this machine", PATIENCE);
        counter.countsHere();
        assertThat(ConsoleSite.outcomes(directory)).containsExactly(HistoryEntry.Outcome.FAILED);
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
        counter = SITE.count(directory);
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
        console = SITE.open(
                directory,
                ConsoleSite.Reach.to(host, directory, host.knownHosts())
                        .with(AgentCommand.usual().withExecutable(ferryThere)),
                new SavedHost(host.address(), false, SavedHost.Origin.FERRY));
        console.seeText("#host-this-machine", "core");
    }
}
