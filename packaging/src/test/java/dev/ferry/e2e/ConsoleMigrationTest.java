package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.testhost.Ran;
import dev.ferry.testwindow.ConsoleDriver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A person with a mouse and a keyboard moves running programs between this machine and its sandbox. Nothing was set up before. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsoleMigrationTest {
    /** For several moves, each of which takes its time on a busy machine. */
    private static final Duration SEVERAL = Duration.ofMinutes(1);

    @RegisterExtension
    static final ConsoleSite SITE = ConsoleSite.withSandbox();

    @TempDir
    Path directory;

    private ConsoleDriver console;
    private LocalCounter counter;

    @BeforeEach
    void open() throws Exception {
        console = SITE.open(directory);
    }

    @Test
    void dragsARunningProgramIntoTheSandboxAndBack() throws Exception {
        console.screenshot("first-start");
        counter = SITE.count(directory);
        console.search(counter.pid());
        console.dragOver(console.row(counter.pid()), console.see("#host-sandbox"));
        console.seeText("#host-sandbox", "Let go");
        console.drop();
        moveWhenItMay();
        console.seeText("#tray", "runs on the sandbox now");
        console.screenshot("moved-into-the-sandbox");
        counter.countsIn(SITE.sandbox());
        await().until(() -> !counter.isHere());
        dragBack();
        counter.countsHere();
        assertThat(ConsoleSite.outcomes(directory))
                .containsExactly(HistoryEntry.Outcome.MOVED, HistoryEntry.Outcome.MOVED);
    }

    /** The file that it left on this machine is older than the one that comes: a person has to say that it may go. */
    private void dragBack() {
        console.robot().doubleClickOn("#host-sandbox");
        console.seeText("#host-switcher", "Sandbox");
        console.dragOver(console.row(counter.pid()), console.see("#host-this-machine"));
        console.drop();
        console.seeText("#preflight", "stands against it");
        console.robot().clickOn("#choice-files").clickOn("Replace the file of that host");
        moveWhenItMay();
        console.seeText("#tray", "runs on this machine now");
    }

    private void moveWhenItMay() {
        console.seeEnabled("#preflight-move");
        console.robot().clickOn("#preflight-move");
    }

    @Test
    void movesWithTheKeyboardAlone() throws Exception {
        counter = SITE.count(directory);
        console.robot().push(KeyCode.CONTROL, KeyCode.F).write(counter.pid());
        console.row(counter.pid());
        console.type(KeyCode.DOWN);
        console.see(".tree-table-row-cell:selected");
        console.type(KeyCode.ENTER);
        console.seeText("#to-sandbox", "Sandbox");
        console.screenshot("choose-with-keys");
        console.type(KeyCode.ENTER);
        console.seeEnabled("#preflight-move");
        console.type(KeyCode.ENTER);
        console.seeText("#tray", "runs on the sandbox now");
        counter.countsIn(SITE.sandbox());
    }

    @Test
    void pausesAndCallsItOffWhileMemoryIsCopied() throws Exception {
        counter = SITE.count(directory, 200);
        console.search(counter.pid());
        console.dragOver(console.row(counter.pid()), console.see("#host-sandbox"));
        console.drop();
        console.seeEnabled("#preflight-move");
        console.robot().clickOn("#choice-rate").write("20M").type(KeyCode.ENTER);
        moveWhenItMay();
        console.seeText("#tray", "1 round");
        console.screenshot("copying");
        console.robot().clickOn("#move-pause");
        console.seeText("#tray", "nothing is sent until you continue");
        counter.countsHere();
        console.screenshot("paused");
        console.robot().push(KeyCode.CONTROL, KeyCode.P);
        console.seeText("#tray", "Copying memory");
        console.robot().clickOn("#move-cancel");
        console.seeText("#tray", "Called off");
        counter.countsHere();
        console.screenshot("called-off");
        assertThat(Ran.inside(SITE.sandbox(), new byte[0], List.of("test", "-e", "/proc/" + counter.pid()))
                        .exit())
                .isNotZero();
    }

    /** Three programs one after the other; the second ends before its turn comes. */
    @Test
    void evacuatesSeveralProgramsAndGoesOnAfterOneThatCanNot() throws Exception {
        counter = SITE.count(Files.createDirectory(directory.resolve("first")), 100);
        LocalCounter second = SITE.count(Files.createDirectory(directory.resolve("second")));
        LocalCounter third = SITE.count(Files.createDirectory(directory.resolve("third")));
        console.search(directory.getFileName().toString());
        select(counter, second, third);
        console.robot().push(KeyCode.CONTROL, KeyCode.M);
        console.see("#to-sandbox");
        console.robot().clickOn("#to-sandbox");
        console.seeEnabled("#preflight-move", SEVERAL);
        console.screenshot("evacuate");
        console.scrollTo("#choice-rate", "#preflight");
        console.robot().clickOn("#choice-rate").write("20M").type(KeyCode.ENTER);
        console.seeEnabled("#preflight-move", SEVERAL);
        console.robot().clickOn("#preflight-move");
        console.seeText("#tray", "Waits for the move before it");
        console.seeText("#tray", "1 round", SEVERAL);
        second.close();
        console.screenshot("evacuating");
        console.seeText("#tray", "3 moves");
        await("the first").atMost(SEVERAL).until(() -> !counter.isHere());
        await("the third").atMost(SEVERAL).until(() -> !third.isHere());
        await("all ends")
                .atMost(SEVERAL)
                .until(() -> ConsoleSite.outcomes(directory).size() == 3);
        console.screenshot("evacuated");
        counter.countsIn(SITE.sandbox());
        third.countsIn(SITE.sandbox());
        assertThat(ConsoleSite.outcomes(directory))
                .containsExactly(HistoryEntry.Outcome.MOVED, HistoryEntry.Outcome.REFUSED, HistoryEntry.Outcome.MOVED);
    }

    private void select(LocalCounter first, LocalCounter... others) {
        console.robot().clickOn(console.row(first.pid())).press(KeyCode.CONTROL);
        for (LocalCounter other : others) console.robot().clickOn(console.row(other.pid()));
        console.robot().release(KeyCode.CONTROL);
    }

    @Test
    void refusesWhatStandsInTheWayAndTouchesNothing() throws Exception {
        counter = SITE.count(directory);
        String script = "mkdir -p \"$1\" && echo other >\"$2\"";
        Ran.inside(
                        SITE.sandbox(),
                        new byte[0],
                        List.of(
                                "sh",
                                "-c",
                                script,
                                "sh",
                                directory.toString(),
                                counter.file().toString()))
                .outIfOk();
        console.search(counter.pid());
        console.dragOver(console.row(counter.pid()), console.see("#host-sandbox"));
        console.drop();
        console.seeText("#preflight", "stands against it");
        await().until(() -> console.see("#preflight-move").isDisabled());
        console.screenshot("refused");
        console.type(KeyCode.ESCAPE);
        counter.countsHere();
    }
}
