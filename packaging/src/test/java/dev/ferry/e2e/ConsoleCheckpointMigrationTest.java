package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.testwindow.ConsoleDriver;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javafx.scene.input.KeyCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A person with a mouse and a keyboard saves a running program to a file, looks into it, and lets it go on in the sandbox. */
@Timeout(value = 180, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ConsoleCheckpointMigrationTest {
    private static final String PASSPHRASE = "Leinen los um 5";

    /** A key is made of a passphrase in a second, on a quiet machine. */
    private static final Duration LONG = Duration.ofMinutes(1);

    @RegisterExtension
    static final ConsoleSite SITE = ConsoleSite.withSandbox();

    @TempDir
    Path directory;

    private ConsoleDriver console;
    private LocalCounter counter;
    private Path file;

    @BeforeEach
    void open() throws Exception {
        console = SITE.open(directory);
        file = directory.resolve("counter.ferry");
        counter = SITE.count(directory);
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
        counter.countsIn(SITE.sandbox());
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
        counter.countsIn(SITE.sandbox());
        counter.countsHere();
        console.robot().push(KeyCode.CONTROL, KeyCode.W);
        console.row(counter.pid());
    }

    /** What a person types is in no file; what the program has in memory is not readable in the sealed one. */
    @Test
    void sealsAProgramWithAPassphraseAndOpensItAgain() throws Exception {
        console.search(counter.pid());
        console.robot().clickOn(console.row(counter.pid())).push(KeyCode.CONTROL, KeyCode.S);
        focused("#save-file");
        console.robot().push(KeyCode.CONTROL, KeyCode.A).write(file.toString());
        console.robot().clickOn("#save-end").clickOn("#save-encrypt");
        console.robot()
                .clickOn("#save-passphrase")
                .write(PASSPHRASE)
                .clickOn("#save-again")
                .write("Bug");
        console.robot().clickOn("#save-save");
        console.seeText("#save-sheet", "are not the same");
        console.screenshot("checkpoint-encrypt");
        console.robot().clickOn("#save-again").push(KeyCode.CONTROL, KeyCode.A).write(PASSPHRASE);
        console.robot().clickOn("#save-save");
        console.seeText("#jobs", "has ended", LONG);
        await().until(() -> !counter.isHere());
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                .startsWith("age-encryption.org/v1")
                .doesNotContain(counter.file().toString());
        console.robot().clickOn("#job-open");
        answer("wrong");
        console.seeText(".dialog-pane", "That was not right", LONG);
        console.screenshot("checkpoint-passphrase");
        answer(PASSPHRASE);
        console.seeText("#checkpoint-tasks", counter.pid(), LONG);
        console.screenshot("checkpoint-sealed");
        console.dragOver(console.row(counter.pid()), console.see("#host-sandbox"));
        console.drop();
        console.see("#restore-restore");
        console.robot().clickOn("#restore-restore");
        console.seeText("#jobs", "runs on the sandbox", LONG);
        counter.countsIn(SITE.sandbox());
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path written : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(written, StandardCharsets.ISO_8859_1))
                        .as(written.toString())
                        .doesNotContain(PASSPHRASE);
            }
        }
    }

    private void answer(String passphrase) {
        console.see("#secret");
        console.robot().clickOn("#secret").write(passphrase).type(KeyCode.ENTER);
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
