package dev.ferry.engine.precopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.engine.procfs.ProcessTable;
import dev.ferry.engine.procfs.Stat;
import dev.ferry.engine.procfs.Status;
import dev.ferry.engine.specimen.RunningSpecimen;
import dev.ferry.engine.specimen.Specimen;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs that are slowed down get less done, and notice nothing else. */
@EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
class ThrottleRootTest {
    private static final Duration AT_ONCE = Duration.ofMillis(50);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    private Path dir;

    @Test
    void takesTimeAwayFromWhatWorks() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("sleep-beside-work", dir);
                TracerThread tracer = new TracerThread()) {
            long pid = specimen.pid();
            double free = workIn(pid, Duration.ofMillis(600));
            double slow;
            try (Throttle throttle = new Throttle((int) pid, tracer, AT_ONCE)) {
                throttle.set(0.9);
                slow = workIn(pid, Duration.ofMillis(1200));
                assertThat(throttle.stoodStill()).isBetween(Duration.ofMillis(500), Duration.ofMillis(1400));
            }
            assertThat(slow).isLessThan(free / 2);
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    /** A time-out that is shorter than a slice would never be over if each slice made it start again. */
    @Test
    void letsTimeoutsComeToTheirEnd() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("sleep-beside-work", dir);
                TracerThread tracer = new TracerThread()) {
            try (Throttle throttle = new Throttle((int) specimen.pid(), tracer, AT_ONCE)) {
                throttle.set(0.9);
                long before = specimen.lastCount();
                await().atMost(TIMEOUT).until(() -> specimen.lastCount() > before + 20);
            }
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "memory-churn",
                "memory-forks",
                "threads-mutex",
                "sleep-socket-timeout",
                "sleep-interrupted",
                "tree"
            })
    void disturbsNothing(String name) throws Exception {
        try (RunningSpecimen specimen = Specimen.start(name, dir);
                TracerThread tracer = new TracerThread()) {
            try (Throttle throttle = new Throttle((int) specimen.pid(), tracer, Duration.ofMillis(10))) {
                throttle.set(0.75);
                await().atMost(TIMEOUT).until(() -> throttle.stoodStill().toMillis() > 500);
            }
            assertThat(Status.read((int) specimen.pid()).tracerPid()).isZero();
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    @Test
    void leavesTheProgramRunningIfTheEngineIsKilled() throws Exception {
        try (RunningSpecimen specimen = Specimen.start("sleep-beside-work", dir)) {
            Process engine = new ProcessBuilder(
                            System.getProperty("java.home") + "/bin/java",
                            "-XX:-UsePerfData",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            DoomedThrottle.class.getName(),
                            Long.toString(specimen.pid()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try {
                assertThat(engine.getInputStream().read()).isEqualTo('p');
                await().atMost(TIMEOUT).pollInterval(Duration.ofMillis(3)).until(() -> isTraced(specimen.pid()));
            } finally {
                engine.destroyForcibly().waitFor();
            }
            long work = work(specimen.pid());
            await().atMost(TIMEOUT).until(() -> work(specimen.pid()) > work + 10);
            assertThat(isTraced(specimen.pid())).isFalse();
            specimen.terminateAndCheck(TIMEOUT);
        }
    }

    private static boolean isTraced(long pid) throws IOException {
        for (int tid : ProcessTable.tasks((int) pid)) {
            if (Stat.read((int) pid, tid).state() == 't') return true;
        }
        return false;
    }

    /** Clock ticks of work in a second. */
    private static double workIn(long pid, Duration time) throws Exception {
        long before = work(pid);
        Thread.sleep(time.toMillis());
        return (work(pid) - before) * 1000.0 / time.toMillis();
    }

    private static long work(long pid) throws IOException {
        Stat stat = Stat.read((int) pid);
        return stat.utime() + stat.stime();
    }
}
