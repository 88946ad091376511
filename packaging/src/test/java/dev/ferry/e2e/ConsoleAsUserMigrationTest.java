package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.LocalConnection;
import dev.ferry.testwindow.ConsoleDriver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import javafx.scene.Node;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The console of somebody who is not root: what is closed to them says so, and sudo opens it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsoleAsUserMigrationTest {
    private static final String PASSWORD = "Ruder-und-Steg-4";

    @RegisterExtension
    static final ConsoleSite SITE = ConsoleSite.withSandbox("sudo", "setpriv", "useradd");

    @TempDir
    Path directory;

    private LocalUser user;
    private ConsoleDriver console;
    private LocalCounter counter;

    @BeforeEach
    void make() throws IOException {
        user = LocalUser.make("ferrytest");
    }

    private void open() throws Exception {
        open(user.here());
    }

    private void open(LocalConnection machine) throws Exception {
        console = SITE.open(directory, ConsoleSite.Reach.USUAL.by(machine));
        console.seeText("#host-this-machine", "Allow all programs");
    }

    @AfterEach
    void remove() throws IOException {
        user.close();
    }

    @Test
    void asksForThePasswordAndThenMovesAProgramOfRoot() throws Exception {
        user.withPassword(PASSWORD).may("ALL=(root) ALL");
        open();
        counter = SITE.count(directory);
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
        counter.countsIn(SITE.sandbox());
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

    /** As on a desktop, whose polkitd asks the person; here a rule answers in their place. */
    @Test
    void pkexecOpensWhatIsClosedIfPolkitSaysYes() throws Exception {
        try (Polkit polkit = Polkit.thatSays("YES", user)) {
            open(user.at(polkit));
            counter = SITE.count(directory, polkit);
            console.robot().clickOn("All");
            console.search(counter.pid());
            await("a lock").until(() -> isLocked());
            console.robot().clickOn("Allow all programs…");
            console.seeText("#host-sandbox", "core");
            await("no lock").until(() -> !isLocked());
            console.dragOver(console.row(counter.pid()), console.see("#host-sandbox"));
            console.drop();
            console.seeEnabled("#preflight-move");
            console.robot().clickOn("#preflight-move");
            console.seeText("#tray", "runs on the sandbox now");
            counter.countsIn(SITE.sandbox());
        }
    }

    @Test
    void whoIsRefusedByPolkitIsToldSo() throws Exception {
        try (Polkit polkit = Polkit.thatSays("NO", user)) {
            open(user.at(polkit));
            console.robot().clickOn("Allow all programs…");
            console.seeText("#host-this-machine", "polkit does not let");
            console.screenshot("pkexec-refuses");
            console.seeText("#host-this-machine", "Allow all programs");
        }
    }

    /** As over ssh -X: polkit wants a password, and nobody is there who could ask for it. */
    @Test
    void whoHasNoAgentOfPolkitIsToldSo() throws Exception {
        try (Polkit polkit = Polkit.thatSays("AUTH_ADMIN", user)) {
            open(user.at(polkit));
            console.robot().clickOn("Allow all programs…");
            console.seeText("#host-this-machine", "no authentication agent of polkit runs");
            console.screenshot("pkexec-without-agent");
        }
    }

    @Test
    void whoClosesTheDialogOfPolkitGoesOnWithoutRightsAndCanBeAskedAgain() throws Exception {
        Installed.require("python3");
        try (Polkit polkit = Polkit.thatSays("AUTH_ADMIN", user)) {
            Path said = Files.createFile(directory.resolve("said"));
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(said, PosixFilePermissions.fromString("rw-rw-rw-"));
            open(user.dismissing(polkit, said));
            counter = SITE.count(directory, polkit);
            console.robot().clickOn("Allow all programs…");
            console.seeText("#host-this-machine", "Nobody gave the password");
            console.screenshot("pkexec-dismissed");
            assertThat(Files.readString(said)).containsOnlyOnce("ASKED");
            console.robot().clickOn("All");
            console.search(counter.pid());
            await("a lock").until(() -> isLocked());
            console.robot().clickOn("Allow all programs…");
            await("asked again").until(() -> Files.readString(said).split("ASKED", -1).length == 3);
            console.seeText("#host-this-machine", "Nobody gave the password");
        }
    }
}
