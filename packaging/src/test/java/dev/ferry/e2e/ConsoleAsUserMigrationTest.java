package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.app.SandboxConnection;
import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.session.LiveHosts;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.testwindow.ConsoleDriver;
import dev.ferry.testwindow.TestDisplay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The console of somebody who is not root: what is closed to them says so, and sudo opens it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsoleAsUserMigrationTest {
    private static final String PASSWORD = "Ruder-und-Steg-4";

    private static SandboxHost sandbox;

    @TempDir
    Path directory;

    private LocalUser user;
    private Hosts hosts;
    private ConsoleDriver console;
    private LocalCounter counter;

    @BeforeAll
    static void prepare() throws IOException {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        assumeTrue(System.getProperty("user.name").equals("root"), "a user can be made by root only");
        Installed.require("python3", "sudo", "setpriv", "useradd");
        System.setProperty("ferry.launcher", Ferry.LAUNCHER.toString());
        sandbox = SandboxHost.start(SandboxConnection.optionsFor(0));
    }

    @AfterAll
    static void stopSandbox() throws IOException {
        if (sandbox != null) sandbox.close();
    }

    @BeforeEach
    void make() throws IOException {
        user = LocalUser.make("ferrytest");
    }

    private void open() throws Exception {
        hosts = new LiveHosts(
                SshOptions.defaults(),
                user.here(),
                SandboxConnection.engine(),
                AgentCommand.usual(),
                () -> new SandboxConnection(sandbox),
                directory.resolve("config"));
        console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        console.seeText("#host-this-machine", "Allow all programs");
    }

    @AfterEach
    void close() throws IOException {
        if (console != null) console.close();
        if (hosts != null) hosts.close();
        if (counter != null) counter.close();
        user.close();
    }

    @Test
    void asksForThePasswordAndThenMovesAProgramOfRoot() throws Exception {
        user.withPassword(PASSWORD).may("ALL=(root) ALL");
        open();
        counter = LocalCounter.start(directory, 0);
        console.robot().clickOn("All");
        console.search(counter.pid());
        await("a lock").until(() -> isLocked());
        console.seeText("#host-sandbox", "needs root");
        console.screenshot("as-a-user");
        console.robot().clickOn("Allow all programs…");
        console.seeText(".dialog-pane", "Password of " + user.name());
        console.screenshot("sudo-password");
        answer("wrong");
        console.seeText(".dialog-pane", "That was not right");
        answer(PASSWORD);
        console.seeText("#host-sandbox", "core");
        await("no lock").until(() -> !isLocked());
        console.dragOver(console.row(counter.pid()), console.see("#host-sandbox"));
        console.drop();
        console.seeEnabled("#preflight-move");
        console.robot().clickOn("#preflight-move");
        console.seeText("#tray", "runs on the sandbox now");
        counter.countsIn(sandbox);
    }

    private boolean isLocked() {
        Node row = console.row(counter.pid());
        return ConsoleDriver.onUi(() -> row.lookup(".lock") != null);
    }

    private void answer(String password) {
        console.robot().clickOn("#secret").write(password).type(KeyCode.ENTER);
    }

    @Test
    void aRuleForFerryAloneNeedsNoPassword() throws Exception {
        user.may("ALL=(root) NOPASSWD: " + Ferry.LAUNCHER);
        open();
        console.robot().clickOn("Allow all programs…");
        console.seeText("#host-sandbox", "core");
        assertThat(console.robot().lookup("#secret").tryQuery()).isEmpty();
    }

    @Test
    void whoMayNotUseSudoIsToldSoAndGoesOnWithTheirOwnPrograms() throws Exception {
        user.withPassword(PASSWORD);
        open();
        console.robot().clickOn("Allow all programs…");
        console.see("#secret");
        answer(PASSWORD);
        console.seeText("#host-this-machine", "sudo refuses");
        console.screenshot("sudo-refuses");
        console.seeText("#host-this-machine", "Allow all programs");
    }
}
