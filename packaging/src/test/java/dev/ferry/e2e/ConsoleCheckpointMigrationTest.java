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
import org.junit.jupiter.api.io.TempDir;

/** A person with a mouse and a keyboard saves a running program to a file, looks into it, and lets it go on in the sandbox. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsoleCheckpointMigrationTest {
    private static SandboxHost sandbox;

    @TempDir
    Path directory;

    private Hosts hosts;
    private ConsoleDriver console;
    private LocalCounter counter;
    private Path file;

    @BeforeAll
    static void prepare() throws IOException {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        assumeTrue(System.getProperty("user.name").equals("root"), "the sandbox needs root");
        Installed.require("python3");
        System.setProperty("ferry.launcher", Ferry.LAUNCHER.toString());
        sandbox = SandboxHost.start(SandboxConnection.optionsFor(0));
    }

    @AfterAll
    static void stopSandbox() throws IOException {
        if (sandbox != null) sandbox.close();
    }

    @BeforeEach
    void open() throws Exception {
        hosts = new LiveHosts(
                SshOptions.defaults(),
                SandboxConnection.engine(),
                AgentCommand.usual(),
                () -> new SandboxConnection(sandbox),
                directory.resolve("config"));
        console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        console.seeText("#host-sandbox", "core");
        file = directory.resolve("counter.ferry");
        counter = LocalCounter.start(directory, 0);
    }

    @AfterEach
    void close() throws IOException {
        if (console != null) console.close();
        if (hosts != null) hosts.close();
        if (counter != null) counter.close();
    }

    @Test
    void savesAProgramWithTheMenuOpensItAndDragsItIntoTheSandbox() throws Exception {
        console.search(counter.pid());
        console.robot().clickOn(console.row(counter.pid()));
        console.robot().clickOn("Checkpoint").clickOn("#menu-save");
        console.robot().clickOn("#save-file").push(KeyCode.CONTROL, KeyCode.A).write(file.toString());
        console.robot().clickOn("#save-end");
        console.screenshot("checkpoint-save");
        console.robot().clickOn("#save-save");
        console.seeText("#jobs", "has ended");
        await().until(() -> !counter.isHere());
        console.screenshot("checkpoint-saved");
        console.robot().clickOn("#job-open");
        console.seeText("#checkpoint-tasks", counter.pid());
        console.screenshot("checkpoint-open");
        console.robot().clickOn(tab("Files"));
        console.seeText("#checkpoint", counter.file().toString());
        console.screenshot("checkpoint-files");
        console.robot().clickOn(tab("More"));
        console.screenshot("checkpoint-more");
        console.dragOver(console.row(counter.pid()), console.see("#host-sandbox"));
        console.seeText("#host-sandbox", "Let go to restore it here");
        console.screenshot("checkpoint-hover");
        console.drop();
        console.see("#restore-sheet");
        console.screenshot("checkpoint-restore");
        console.robot().clickOn("#restore-restore");
        console.seeText("#jobs", "runs on the sandbox");
        console.screenshot("checkpoint-restored");
        counter.countsIn(sandbox);
        assertThat(counter.isHere()).isFalse();
        console.robot().clickOn("View").moveTo("Theme").clickOn("Dark");
        console.screenshot("checkpoint-dark");
    }

    private javafx.scene.Node tab(String text) {
        return console.robot()
                .lookup(".tab-label")
                .match(node -> node instanceof javafx.scene.control.Label label
                        && label.getText() != null
                        && label.getText().startsWith(text))
                .query();
    }

    private void focused(String query) {
        console.see(query);
        await(query + " has the focus")
                .until(() -> ConsoleDriver.onUi(
                        () -> console.robot().lookup(query).query().isFocused()));
    }

    @Test
    void savesAndRestoresWithTheKeyboardAlone() throws Exception {
        console.robot().push(KeyCode.CONTROL, KeyCode.F).write(counter.pid());
        console.row(counter.pid());
        console.type(KeyCode.DOWN);
        console.see(".tree-table-row-cell:selected");
        console.robot().push(KeyCode.CONTROL, KeyCode.S);
        focused("#save-file");
        console.robot().push(KeyCode.CONTROL, KeyCode.A).write(file.toString());
        console.type(KeyCode.ENTER);
        console.seeText("#jobs", "runs on.");
        counter.countsHere();
        console.robot().push(KeyCode.CONTROL, KeyCode.O);
        focused("#open-path");
        console.screenshot("checkpoint-choose");
        console.robot().write(file.toString());
        console.type(KeyCode.ENTER);
        console.seeText("#checkpoint-tasks", counter.pid());
        console.robot().push(KeyCode.CONTROL, KeyCode.R);
        console.seeText("#to-sandbox", "Sandbox");
        console.screenshot("checkpoint-choose-host");
        console.type(KeyCode.DOWN, KeyCode.ENTER);
        focused("#restore-restore");
        console.type(KeyCode.ENTER);
        console.seeText("#jobs", "runs on the sandbox");
        counter.countsIn(sandbox);
        counter.countsHere();
        console.robot().push(KeyCode.CONTROL, KeyCode.W);
        console.row(counter.pid());
    }

    @Test
    void saysWhatIsWrongAndOffersAWayOn() throws Exception {
        Files.writeString(file, "this is no checkpoint");
        console.robot().push(KeyCode.CONTROL, KeyCode.O);
        focused("#open-path");
        console.robot().write(file.toString());
        console.type(KeyCode.ENTER);
        console.seeText("#problem", "can not be opened");
        console.screenshot("checkpoint-problem");
        console.robot().clickOn("#open-another");
        focused("#open-path");
        console.type(KeyCode.ESCAPE);
        console.search(counter.pid());
        console.robot().rightClickOn(console.row(counter.pid())).clickOn("Save to a file…");
        console.robot().clickOn("#save-file").push(KeyCode.CONTROL, KeyCode.A).write(file.toString());
        console.robot().clickOn("#save-save");
        console.seeText("#save-sheet", "exists already");
        console.screenshot("checkpoint-name-taken");
        counter.countsHere();
    }
}
