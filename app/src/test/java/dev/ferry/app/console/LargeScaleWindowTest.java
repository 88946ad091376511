package dev.ferry.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.testwindow.TestDisplay;
import dev.ferry.testwindow.WindowAtScale;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Screens with twice the pixels: nothing is cut off, and nothing stays small. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeScaleWindowTest {
    @TempDir
    Path directory;

    @Test
    void showsEverythingTwiceAsLarge() throws IOException, InterruptedException {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        Process window = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dglass.gtk.uiScale=2",
                        "-Dferry.screen=2560x1600",
                        "-Dbasedir=" + System.getProperty("basedir", ""),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        WindowAtScale.class.getName(),
                        "scale-2",
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        window.getOutputStream().close();
        String said = new String(window.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(window.waitFor()).as(said).isZero();
        assertThat(said).contains("scale 2.0");
    }
}
