package dev.ferry.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.app.conduct.Decision;
import dev.ferry.app.conduct.Estimate;
import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.MoveEnd;
import dev.ferry.app.conduct.MoveReport;
import dev.ferry.app.conduct.Phase;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.app.hosts.DialogPrompts;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.Severity;
import dev.ferry.remote.UserPrompts;
import dev.ferry.testwindow.ConsoleDriver;
import dev.ferry.testwindow.Samples;
import dev.ferry.testwindow.ScriptedHosts;
import dev.ferry.testwindow.ScriptedMove;
import dev.ferry.testwindow.ScriptedSession;
import dev.ferry.testwindow.TestDisplay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javafx.application.Platform;
import javafx.scene.input.Clipboard;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** States of the window that no real host takes at a wish. What really moves is tested in packaging. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ConsoleWindowTest {
    private static final MoveReport REPORT = new MoveReport(
            "m-1",
            Duration.ofMillis(3),
            Duration.ofMillis(9),
            Duration.ofMillis(4),
            Duration.ofMillis(5),
            Duration.ofMillis(2),
            Duration.ofMillis(1840),
            4,
            734L << 20,
            3L << 20,
            "the rest was small enough",
            "",
            0);

    @TempDir
    Path directory;

    private final ScriptedHosts hosts = new ScriptedHosts();
    private ConsoleDriver console;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        console.see("#host-sandbox");
    }

    @AfterEach
    void close() throws Exception {
        if (console != null) console.close();
    }

    private void showPrograms() throws InterruptedException {
        List<ProcessFacts> programs = new ArrayList<>(List.of(
                Samples.tree(812, "nginx", 0.02),
                Samples.process(813, 812, 812, "nginx", "www-data", 0.01),
                Samples.locked(
                        Samples.tree(901, "Xorg", 0.08), "fd 9 is a device of the graphics card; close it first."),
                Samples.tree(1204, "postgres", 0.11),
                Samples.process(1210, 1204, 1204, "postgres", "root", 0.04),
                Samples.process(1211, 1204, 1204, "postgres", "root", 0),
                Samples.tree(2310, "python3", 0.93),
                Samples.tree(2402, "redis-server", 0.31)));
        programs.addAll(Samples.many(60, 0.2));
        for (int i = 0; i < 12; i++) {
            hosts.here().show(jitter(programs, i));
            hosts.there().show(List.of());
            Thread.sleep(20);
        }
        console.row("python3");
    }

    private static List<ProcessFacts> jitter(List<ProcessFacts> programs, int second) {
        return programs.stream()
                .map(process -> process.cpuShare() == 0
                        ? process
                        : Samples.withCpu(process, process.cpuShare() * (0.6 + 0.4 * Math.sin(second * process.pid()))))
                .toList();
    }

    @Test
    void saysYesAndNoWhileSomethingHovers() throws Exception {
        showPrograms();
        console.screenshot("trees-and-hosts");
        console.dragOver(console.row("python3"), console.see("#host-sandbox"));
        console.seeText("#host-sandbox", "Let go");
        console.screenshot("hover-yes");
        console.robot().moveTo("#host-this-machine").moveBy(3, 3);
        console.seeText("#host-this-machine", "here already");
        console.drop();
        hosts.here()
                .estimates(
                        2402, Estimate.Answer.DOES_NOT_FIT, "TCP port 6379 is in use there; stop that program first.");
        console.dragOver(console.row("redis-server"), console.see("#host-sandbox"));
        console.seeText("#host-sandbox", "6379");
        console.screenshot("hover-no");
        console.drop();
        assertThat(hosts.here().moves()).isEmpty();
    }

    @Test
    void blockerKeepsTheButtonShut() throws Exception {
        showPrograms();
        hosts.here()
                .finds(
                        new Finding(
                                Severity.BLOCKER,
                                "port-taken",
                                "TCP port 8080",
                                "is in use by nginx (pid 93)",
                                "stop that program"),
                        new Finding(
                                Severity.WARNING,
                                "clock",
                                "the clock",
                                "differs by 12 s",
                                "set it, for example by NTP"),
                        new Finding(
                                Severity.NOTE,
                                "file-missing",
                                "/srv/app/data.db",
                                "does not exist there and comes along",
                                ""));
        console.dragOver(console.row("python3"), console.see("#host-sandbox"));
        console.drop();
        console.seeText("#preflight", "stands against it");
        assertThat(console.see("#preflight-move").isDisabled()).isTrue();
        console.screenshot("preflight-blocker");
        console.type(KeyCode.ESCAPE);
        assertThat(hosts.here().moves()).isEmpty();
    }

    @Test
    void showsAMoveFromTheFirstRoundToItsEnd() throws Exception {
        ScriptedMove move = beginMove();
        move.listener().phase(Phase.CHECKING);
        move.listener().phase(Phase.COPYING);
        long[] rounds = {512L << 20, 180L << 20, 42L << 20};
        long all = 0;
        for (int i = 0; i < rounds.length; i++) {
            long sent = i == 2 ? rounds[i] / 2 : rounds[i];
            move.listener().round(i + 1, rounds[i], sent);
            all += sent;
            Thread.sleep(300);
            move.listener().sent(all);
        }
        move.listener().estimate(Duration.ofMillis(38));
        console.seeText("#tray", "3 rounds");
        console.seeText("#tray", "38 ms");
        console.screenshot("running");
        for (Phase phase : new Phase[] {Phase.FREEZING, Phase.RESTORING, Phase.COMMITTING, Phase.FINISHING}) {
            move.listener().phase(phase);
        }
        assertThat(console.see("#move-cancel").isDisabled()).isTrue();
        move.ends(new MoveEnd.Moved(REPORT));
        console.seeText("#tray", "23 ms");
        console.see("#move-back");
        console.screenshot("done");
    }

    private ScriptedMove beginMove() throws Exception {
        showPrograms();
        console.dragOver(console.row("python3"), console.see("#host-sandbox"));
        console.drop();
        console.seeText("#preflight", "Nothing stands against it");
        console.screenshot("preflight");
        console.robot().clickOn("#preflight-move");
        console.see("#move-cancel");
        return hosts.here().moves().get(0);
    }

    @Test
    void explainsBothWaysOutOfADoubt() throws Exception {
        ScriptedMove move = beginMove();
        move.listener().phase(Phase.COMMITTING);
        move.ends(new MoveEnd.InDoubt(
                "m-2",
                "The connection was lost during the commit. Whether python3 runs on the sandbox is not known; it is kept here, stopped.",
                List.of(Decision.ASK, Decision.RUN_HERE, Decision.DISCARD)));
        console.see("#doubt-run-here");
        console.screenshot("in-doubt");
        console.robot().clickOn("#doubt-run-here");
        assertThat(hosts.here().decided(new MoveEnd.Cancelled())).isEqualTo(Decision.RUN_HERE);
        console.seeText("#tray", "Called off");
    }

    @Test
    void looksWellInTheDark() throws Exception {
        showPrograms();
        console.robot().clickOn("View").clickOn("Theme").clickOn("Dark");
        ScriptedMove move = beginMove();
        move.listener().phase(Phase.COPYING);
        move.listener().round(1, 512L << 20, 200L << 20);
        move.listener().sent(200L << 20);
        console.screenshot("dark");
    }

    @Test
    void showsWhatAProcessConsistsOf() throws Exception {
        showPrograms();
        console.robot().clickOn(console.row("python3")).push(KeyCode.CONTROL, KeyCode.I);
        console.seeText("#details", "2310");
        console.seeText("#details", "Memory  1");
        console.screenshot("details");
        console.type(KeyCode.ESCAPE);
    }

    @Test
    void showsInTheMenuOfARowTheKeysThatWorkOnceEach() throws Exception {
        showPrograms();
        console.robot().rightClickOn(console.row("redis-server"));
        console.seeText(".context-menu", "Ctrl+M");
        console.type(KeyCode.ESCAPE);
        console.robot().rightClickOn(console.row("python3"));
        console.seeText(".context-menu", "Ctrl+I");
        console.screenshot("row-menu");
        console.type(KeyCode.ESCAPE);
        AtomicInteger pressed = new AtomicInteger();
        console.stage().addEventFilter(KeyEvent.KEY_PRESSED, event -> {
            if (event.getCode() == KeyCode.I) pressed.incrementAndGet();
        });
        console.robot().push(KeyCode.CONTROL, KeyCode.I);
        console.seeText("#details", "2310");
        // Who holds a key down for long presses it several times.
        assertThat(ConsoleDriver.onUi(() -> hosts.here().detailsAsked().size())).isEqualTo(pressed.get());
    }

    @Test
    void opensTheMenuOfARowByItsKey() throws Exception {
        showPrograms();
        console.robot().clickOn(console.row("python3")).push(KeyCode.SHIFT, KeyCode.F10);
        console.seeText(".context-menu", "Ctrl+S");
        console.type(KeyCode.DOWN, KeyCode.DOWN, KeyCode.ENTER);
        console.seeText("#details", "2310");
    }

    @Test
    void movesSeveralOneAfterTheOther() throws Exception {
        showPrograms();
        console.robot()
                .clickOn(console.row("python3"))
                .press(KeyCode.CONTROL)
                .clickOn(console.row("redis-server"))
                .release(KeyCode.CONTROL);
        console.dragOver(console.row("python3"), console.see("#host-sandbox"));
        console.drop();
        console.seeText("#preflight", "Move 2 programs");
        console.screenshot("preflight-of-several");
        console.robot().clickOn("#preflight-move");
        console.seeText("#tray", "2 moves");
        console.seeText("#tray", "Waits for the move before it");
        hosts.here().moves().get(0).ends(new MoveEnd.Failed("The link was cut; try again.", true));
        console.seeText("#tray", "The link was cut");
        console.screenshot("several");
        console.robot().clickOn("#copy");
        assertThat(ConsoleDriver.onUi(() -> Clipboard.getSystemClipboard().getString()))
                .contains(
                        "python3 (PID 2310): /usr/bin/python3",
                        "this machine (Ferry 0.1.0) → the sandbox",
                        "The link was cut");
        assertThat(hosts.here().moves()).hasSize(2);
    }

    @Test
    void remembersMovesOverARestart() throws Exception {
        ScriptedMove move = beginMove();
        move.listener().phase(Phase.COPYING);
        move.ends(new MoveEnd.Moved(REPORT));
        console.see("#move-back");
        console.close();
        console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        console.seeText("#host-sandbox", "core");
        console.robot().push(KeyCode.CONTROL, KeyCode.H);
        console.seeText("#history-sheet", "python3 runs on the sandbox now");
        console.screenshot("history");
    }

    @Test
    void offersMoreRightsAndSaysWhyTheyWereNotGiven() throws Exception {
        showPrograms();
        ScriptedSession far = hosts.at("anna@far.example");
        HostProfile root = far.profile();
        far.is(new HostProfile(
                "far",
                "anna",
                false,
                HostProfile.RootBy.SUDO,
                root.kernel(),
                root.architecture(),
                root.cpu(),
                64,
                256L << 30,
                root.ferry()));
        console.robot()
                .clickOn("#add-host")
                .clickOn("#add-address")
                .write("anna@far.example")
                .type(KeyCode.ENTER);
        console.seeText("#host-anna-far-example", "64 cores");
        console.robot().clickOn("Allow all programs…");
        console.seeText("#host-anna-far-example", "Nobody gave the password");
        console.screenshot("without-root");
    }

    @Test
    void asksForAPasswordAndHandsItOver() throws Exception {
        showPrograms();
        UserPrompts prompts = new DialogPrompts(console::stage, Platform::runLater);
        CompletableFuture<Optional<char[]>> answer =
                CompletableFuture.supplyAsync(() -> prompts.password("Password of anna on far.example"));
        console.see("#secret");
        console.robot().clickOn("#secret").write("open sesame");
        console.screenshot("password");
        console.type(KeyCode.ENTER);
        assertThat(answer.get(10, TimeUnit.SECONDS).orElseThrow()).isEqualTo("open sesame".toCharArray());
    }

    @Test
    void asksForThePassphraseOfAFileByThisName() throws Exception {
        showPrograms();
        UserPrompts prompts = new DialogPrompts(console::stage, Platform::runLater).forFiles();
        CompletableFuture<Optional<char[]>> answer =
                CompletableFuture.supplyAsync(() -> prompts.password("Passphrase of the checkpoint saved.ferry"));
        console.see("#secret");
        Stage dialog = (Stage) console.see("#secret").getScene().getWindow();
        assertThat(ConsoleDriver.onUi(dialog::getTitle)).isEqualTo("Passphrase");
        console.type(KeyCode.ESCAPE);
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    void offersToBringFerryToAHostThatHasNone() throws Exception {
        hosts.withoutFerryAt("anna@bare.example");
        console.robot().push(KeyCode.CONTROL, KeyCode.N);
        console.see("#add-address");
        console.robot().clickOn("#add-address").write("anna@bare.example").clickOn("#add-add");
        console.seeText("#host-anna-bare-example", "Install Ferry there");
        console.screenshot("host-without-ferry");
        console.robot().clickOn("Install Ferry there");
        console.seeText("#host-anna-bare-example", "Linux");
    }

    @Test
    void saysWhatToDoWhenNothingIsFound() throws Exception {
        showPrograms();
        console.search("no such program");
        console.seeText("#processes", "Clear the search");
        console.screenshot("nothing-found");
        console.type(KeyCode.ESCAPE);
        console.row("python3");
    }
}
