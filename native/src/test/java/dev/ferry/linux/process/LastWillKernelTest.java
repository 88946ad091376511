package dev.ferry.linux.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.file.Open;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastWillKernelTest {
    @TempDir
    private Path directory;

    private Path first;
    private Path second;

    @BeforeEach
    void make() throws IOException {
        first = Files.createFile(directory.resolve("first"));
        second = Files.createFile(directory.resolve("second"));
    }

    @Test
    void writesWhatWasPutDownWhenItsMasterIsKilled() throws Exception {
        String large = "x".repeat(20_000);
        Process master = master(first.toString(), large, second.toString(), "b", first.toString(), "c");
        int will = Integer.parseInt(output(master).readLine());
        assertThat(first).isEmptyFile();
        master.destroyForcibly().waitFor();
        await().until(() -> !Files.exists(Path.of("/proc", Integer.toString(will))));
        assertThat(first).hasContent("c" + "x".repeat(19_999));
        assertThat(second).hasContent("b");
    }

    @Test
    void survivesSignalsAndKeepsNoDescriptorOfItsMaster() throws Exception {
        Process master = master(first.toString(), "a", second.toString(), "b");
        int will = Integer.parseInt(output(master).readLine());
        await("its start").until(() -> descriptors(will).equals(List.of("0", "1", "2")));
        for (int signal : new int[] {1, 2, 3, 15}) {
            Signal.send(will, signal);
        }
        master.destroyForcibly().waitFor();
        await().untilAsserted(() -> assertThat(second).hasContent("b"));
    }

    @Test
    void writesNothingOnceItIsClosed() throws Exception {
        Process master = master(first.toString(), "a");
        BufferedReader output = output(master);
        int will = Integer.parseInt(output.readLine());
        master.getOutputStream().write('\n');
        master.getOutputStream().flush();
        assertThat(output.readLine()).isEqualTo("closed");
        assertThat(Path.of("/proc", Integer.toString(will))).doesNotExist();
        master.destroyForcibly().waitFor();
        assertThat(first).isEmptyFile();
    }

    @Test
    void refusesMoreThanItHasMemoryFor() throws Exception {
        try (Fd file = Open.path(first.toString(), Fcntl.O_WRONLY);
                LastWill will = LastWill.start(List.of(file))) {
            will.write(0, new byte[65_528]);
            assertThatThrownBy(() -> will.write(0, new byte[1])).hasMessageContaining("65536 bytes");
        }
        assertThat(first).isEmptyFile();
    }

    @Test
    void saysIfSomebodyHasKilledIt() throws Exception {
        try (Fd file = Open.path(first.toString(), Fcntl.O_WRONLY);
                LastWill will = LastWill.start(List.of(file))) {
            Signal.send(will.pid(), Signals.SIGKILL);
            await().untilAsserted(() ->
                    assertThatThrownBy(() -> will.write(0, new byte[1])).hasMessageContaining("EPIPE"));
        }
    }

    private static Process master(String... words) throws IOException {
        Stream<String> java = Stream.of(
                System.getProperty("java.home") + "/bin/java",
                "-XX:-UsePerfData",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                DoomedTestator.class.getName());
        return new ProcessBuilder(Stream.concat(java, Stream.of(words)).toList())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static BufferedReader output(Process master) {
        return master.inputReader(StandardCharsets.UTF_8);
    }

    private static List<String> descriptors(int pid) throws IOException {
        try (Stream<Path> files = Files.list(Path.of("/proc", Integer.toString(pid), "fd"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
