package dev.ferry.app.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.ProcessFacts;
import dev.ferry.testwindow.ConsoleDriver;
import dev.ferry.testwindow.FrameGaps;
import dev.ferry.testwindow.Samples;
import dev.ferry.testwindow.ScriptedHosts;
import dev.ferry.testwindow.TestDisplay;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javafx.scene.Node;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What 2,000 processes cost that all change every second. The bar is 15 % of a core on a quiet machine; tests run on busy ones. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ManyProcessesWindowTest {
    private static final int COUNT = 2_000;
    private static final double ON_A_BUSY_MACHINE = 0.30;
    /** One in so many; work takes longer where others work too. */
    private static final int DROPPED_ON_A_BUSY_MACHINE = 10;

    /** Painting all of the window takes 14 ms and more; what hangs on the pointer takes 1 ms. */
    private static final double MOST_OF_A_REPAINT = 8;

    private static final int WARM_UP_SECONDS = 10;
    private static final int MEASURED_SECONDS = 15;

    @TempDir
    Path directory;

    private final ScriptedHosts hosts = new ScriptedHosts();
    private final ScheduledExecutorService seconds = Executors.newSingleThreadScheduledExecutor();
    private ConsoleDriver console;

    @BeforeEach
    void open() throws Exception {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        List<List<ProcessFacts>> samples = IntStream.range(0, 4)
                .mapToObj(second -> Samples.many(COUNT, 0.1).stream()
                        .map(process -> Samples.withCpu(process, (process.pid() + second) % 17 / 100.0))
                        .toList())
                .toList();
        int[] turn = {0};
        ScheduledFuture<?> unused = seconds.scheduleAtFixedRate(
                () -> hosts.here().show(samples.get(turn[0]++ % samples.size())), 0, 1, TimeUnit.SECONDS);
        console.row("5003");
    }

    @AfterEach
    void close() {
        seconds.shutdownNow();
        if (console != null) console.close();
    }

    @Test
    void costLittleEverySecond() throws Exception {
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        long before = cpuNanos();
        TimeUnit.SECONDS.sleep(MEASURED_SECONDS);
        double share = (cpuNanos() - before) / (MEASURED_SECONDS * 1e9);
        System.out.printf(Locale.ROOT, "console with %d processes: %.1f %% of a core%n", COUNT, share * 100);
        console.screenshot("many-processes");
        assertThat(share).isLessThan(ON_A_BUSY_MACHINE);
    }

    @Test
    void doNotHoldUpADrag() throws Exception {
        TimeUnit.SECONDS.sleep(WARM_UP_SECONDS);
        console.dragOver(console.row("5003"), console.see("#host-sandbox"));
        wander();
        try (FrameGaps gaps = FrameGaps.watch()) {
            wander();
            System.out.println("while dragging over " + COUNT + " processes: " + gaps);
            assertThat(gaps.dropped()).isLessThanOrEqualTo(gaps.count() / DROPPED_ON_A_BUSY_MACHINE);
            assertThat(gaps.percentile(0.95)).isLessThan(100);
            assertThat(gaps.rendererWork(0.95)).as("renderer, ms a frame").isLessThan(MOST_OF_A_REPAINT);
        }
        console.drop();
    }

    /** To and fro over both cards, and between them. */
    private void wander() {
        Node here = console.see("#host-this-machine");
        Node sandbox = console.see("#host-sandbox");
        for (int i = 0; i < 12; i++) {
            console.robot().moveTo(i % 2 == 0 ? here : sandbox);
            console.robot().moveBy(-60, 8).moveBy(60, -8);
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
