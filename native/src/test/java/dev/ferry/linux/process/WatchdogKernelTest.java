package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Signals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchdogKernelTest {
    @TempDir
    private Path directory;

    private Stub stopped;
    private Path marker;

    @BeforeEach
    void stopAProgram() throws IOException {
        marker = Files.writeString(directory.resolve("marker"), "0");
        stopped = Stub.start();
        Signal.send(stopped.pid(), Signals.SIGSTOP);
        await().until(() -> state(stopped.pid()) == 'T');
    }

    @AfterEach
    void end() throws IOException {
        stopped.close();
    }

    @Test
    void wakesTheProgramWhenItsMasterIsKilled() throws Exception {
        Process master = master();
        long watchdog = watchdogOf(master);
        master.destroyForcibly().waitFor();
        await().until(() -> state(stopped.pid()) == 'S');
        await().until(() -> !isAlive(watchdog));
        assertThat(marker).hasContent("1");
    }

    @Test
    void survivesWhatEndsAGroupOrASession() throws Exception {
        Process master = master();
        int watchdog = (int) watchdogOf(master);
        await("its start").until(() -> descriptors(watchdog).equals(List.of("0", "1")));
        for (int signal : new int[] {1, 2, 3, 15}) {
            Signal.send(watchdog, signal);
        }
        assertThat(Files.readString(proc(watchdog, "stat")))
                .matches("(?s).*\\) . \\d+ " + watchdog + " " + watchdog + " .*");
        master.destroyForcibly().waitFor();
        await().until(() -> state(stopped.pid()) == 'S');
    }

    @Test
    void keepsNoDescriptorOfItsMaster() throws Exception {
        try (Watchdog watchdog = Watchdog.start(marker.toString())) {
            await().until(() -> descriptors(watchdog.pid()).equals(List.of("0", "1")));
        }
    }

    @Test
    void doesNothingOnceItIsClosed() throws Exception {
        Watchdog watchdog = Watchdog.start(marker.toString());
        watchdog.watch(List.of(stopped.pid()));
        watchdog.close();
        assertThat(proc(watchdog.pid(), "")).doesNotExist();
        assertThat(state(stopped.pid())).isEqualTo('T');
        assertThat(marker).hasContent("0");
        watchdog.close();
    }

    @Test
    void takesMorePidsThanAPipeHolds() throws Exception {
        try (Watchdog watchdog = Watchdog.start(marker.toString())) {
            watchdog.watch(Collections.nCopies(100_000, stopped.pid()));
            assertThatThrownBy(() -> watchdog.watch(Collections.nCopies(Watchdog.MAX_PIDS + 1, 1)))
                    .hasMessageContaining("too large");
        }
    }

    @Test
    void saysThatSomebodyHasKilledIt() throws Exception {
        try (Watchdog watchdog = Watchdog.start(marker.toString())) {
            Signal.send(watchdog.pid(), Signals.SIGKILL);
            await().until(() -> state(watchdog.pid()) == 'Z');
            assertThatThrownBy(() -> watchdog.watch(List.of(stopped.pid())))
                    .isInstanceOfSatisfying(
                            ErrnoException.class,
                            e -> assertThat(e.errno().symbol()).isEqualTo("EPIPE"));
        }
    }

    @Test
    void needsAMarker() {
        assertThatThrownBy(() -> Watchdog.start(directory.resolve("absent").toString()))
                .isInstanceOfSatisfying(
                        ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT));
    }

    private Process master() throws IOException {
        return new ProcessBuilder(
                        System.getProperty("java.home") + "/bin/java",
                        "-XX:-UsePerfData",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedMaster.class.getName(),
                        marker.toString(),
                        Integer.toString(stopped.pid()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static long watchdogOf(Process master) throws IOException {
        return Long.parseLong(master.inputReader(StandardCharsets.UTF_8).readLine());
    }

    private static char state(int pid) throws IOException {
        String stat = Files.readString(proc(pid, "stat"));
        return stat.charAt(stat.lastIndexOf(')') + 2);
    }

    private static boolean isAlive(long pid) {
        try {
            return state((int) pid) != 'Z';
        } catch (IOException gone) {
            return false;
        }
    }

    private static List<String> descriptors(int pid) {
        try (Stream<Path> open = Files.list(proc(pid, "fd"))) {
            return open.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path proc(int pid, String file) {
        return Path.of("/proc", Integer.toString(pid), file);
    }
}
