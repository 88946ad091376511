package dev.ferry.app.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.app.conduct.CheckpointEnd;
import dev.ferry.app.conduct.History;
import dev.ferry.testwindow.ConsoleDriver;
import dev.ferry.testwindow.SampleCheckpoint;
import dev.ferry.testwindow.Samples;
import dev.ferry.testwindow.ScriptedHosts;
import dev.ferry.testwindow.ScriptedJob;
import dev.ferry.testwindow.TestDisplay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javafx.scene.Scene;
import javafx.scene.control.Label;
import javafx.scene.input.ClipboardContent;
import javafx.scene.input.KeyCode;
import javafx.scene.input.TransferMode;
import javafx.stage.Stage;
import javafx.stage.StageStyle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** States of the screen that no real host takes at a wish. What is really saved and restored is tested in packaging. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CheckpointsWindowTest {
    @TempDir
    Path directory;

    private final ScriptedHosts hosts = new ScriptedHosts();
    private ConsoleDriver console;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        console.see("#host-sandbox");
        hosts.here().show(List.of(Samples.tree(812, "nginx", 0.02), Samples.tree(2310, "python3", 0.93)));
    }

    @AfterEach
    void close() {
        if (console != null) console.close();
    }

    private ScriptedJob save() {
        console.robot().clickOn(console.row("python3")).clickOn("#save");
        console.see("#save-file");
        console.robot()
                .clickOn("#save-file")
                .push(KeyCode.CONTROL, KeyCode.A)
                .write(directory.resolve("python3.ferry").toString())
                .clickOn("#save-save");
        await().until(() -> !hosts.here().jobs().isEmpty());
        return hosts.here().jobs().get(hosts.here().jobs().size() - 1);
    }

    @Test
    void saysHowFarItIsAndCallsItOff() {
        ScriptedJob job = save();
        job.carried(Samples.tree(2310, "python3", 0).memoryBytes() / 3);
        console.seeText("#jobs", "so far");
        console.screenshot("checkpoint-progress");
        console.robot().clickOn("#job-cancel");
        await().until(job::isCancelled);
        job.ends(new CheckpointEnd.Cancelled());
        console.seeText("#jobs", "Called off");
    }

    @Test
    void offersToTryAgainWhatDidNotWork() {
        save().ends(new CheckpointEnd.Failed("The program was not saved and runs on: No space left on device."));
        console.seeText("#jobs", "No space left");
        console.screenshot("checkpoint-failed");
        console.robot().clickOn("#job-again");
        console.see("#save-sheet");
        console.type(KeyCode.ESCAPE);
        assertThat(hosts.here().jobs()).hasSize(1);
    }

    @Test
    void saysWhenItIsDoneAndGoesAway() {
        save().ends(new CheckpointEnd.Saved(64 << 20, 1, Duration.ofMillis(210)));
        console.seeText("#jobs", "stood still for 210 ms and runs on");
        console.see("#job-open");
    }

    /** The other window stands for the desktop's file manager. */
    @Test
    void opensAFileThatIsDroppedOnTheWindow() throws Exception {
        Path file = SampleCheckpoint.write(directory.resolve("dropped.ferry"), 4711);
        Stage manager = ConsoleDriver.onUi(() -> fileManager(file));
        try {
            console.robot()
                    .drag("#a-file")
                    .moveBy(20, 8)
                    .moveTo("#processes")
                    .moveBy(4, 4)
                    .drop();
            console.seeText("#checkpoint", "dropped.ferry");
            console.seeText("#checkpoint", "can not restore it");
        } finally {
            ConsoleDriver.onUi(() -> {
                manager.close();
                return null;
            });
        }
        console.screenshot("checkpoint-dropped");
    }

    private Stage fileManager(Path file) {
        Label label = new Label("dropped.ferry");
        label.setId("a-file");
        label.setOnDragDetected(event -> {
            ClipboardContent content = new ClipboardContent();
            content.putFiles(List.of(file.toFile()));
            label.startDragAndDrop(TransferMode.COPY).setContent(content);
            event.consume();
        });
        Stage stage = new Stage(StageStyle.UNDECORATED);
        stage.initOwner(console.stage());
        stage.setScene(new Scene(label, 160, 40));
        stage.setX(100);
        stage.setY(640);
        stage.show();
        return stage;
    }
}
