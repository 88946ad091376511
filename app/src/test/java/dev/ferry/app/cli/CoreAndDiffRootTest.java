package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts and exit codes of {@code ferry core} and {@code ferry diff}; that all of it is true, the engine's tests say. */
class CoreAndDiffRootTest {
    @TempDir
    private static Path directory;

    private static Path before;
    private static Path after;
    private static String pid;

    /** A shell that has ended with a child of its own: the second checkpoint has one process more. */
    @BeforeAll
    static void dumpTwice() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "a dump needs root");
        before = directory.resolve("before");
        after = directory.resolve("after");
        Path mark = directory.resolve("mark");
        String script = "cd /; while ! test -e " + mark + "; do sleep 0.01; done; umask 077; sleep 600";
        Process shell = new ProcessBuilder(
                        "sh", "-c", "setsid sh -c '" + script + "' </dev/null >/dev/null 2>&1 & echo $!")
                .start();
        pid = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        await().until(() -> Files.readString(Path.of("/proc", pid, "comm")).equals("sh\n")
                && Files.readString(Path.of("/proc", pid, "cmdline")).contains("umask"));
        dump("--leave-running", "-o", before.toString());
        Files.createFile(mark);
        await().until(() -> children().anyMatch("sleep 600"::equals));
        dump("-D", after.toString());
    }

    private static void dump(String... arguments) {
        CommandRun dump = CommandRun.of(
                Stream.concat(Stream.of("dump", pid), Arrays.stream(arguments)).toArray(String[]::new));
        assertThat(dump.exitCode()).as(dump.err()).isZero();
    }

    private static Stream<String> children() {
        return ProcessHandle.of(Long.parseLong(pid)).stream()
                .flatMap(ProcessHandle::children)
                .map(child -> child.info().commandLine().orElse(""))
                .map(line -> line.replaceFirst("^.*/", ""));
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void saysWhatIsInTheCoreFile() throws IOException {
        Path core = directory.resolve("core");
        CommandRun run = CommandRun.of("core", after.toString(), "-o", core.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .startsWith("Process " + pid + " is in " + core + " (1 thread, ")
                .containsPattern("look into it with gdb /[a-z/]+ " + core + "\\.\n")
                .contains(
                        "It is the root; the checkpoint has 1 other process, which can be named (ferry show lists them).");
        assertThat(Files.getPosixFilePermissions(core)).hasSize(2);
        CommandRun again = CommandRun.of("core", after.toString(), "-o", core.toString());
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.err()).isEqualTo("ferry: " + core + " exists already; choose another name or remove it.\n");
        Files.delete(core);
    }

    @Test
    void leavesNothingOfACoreFileThatFails() throws IOException {
        byte[] whole = Files.readAllBytes(before);
        Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, whole.length - 2000));
        List<String> there = files();
        CommandRun run = CommandRun.of(
                "core", cut.toString(), "-o", directory.resolve("none").toString());
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).startsWith("ferry: ").hasLineCount(1).doesNotContain("Exception");
        assertThat(files()).isEqualTo(there);
    }

    @Test
    void wantsANameForTheCoreFile() {
        assertThat(CommandRun.of("core", before.toString()).exitCode()).isEqualTo(2);
        CommandRun pipe = CommandRun.of("core", before.toString(), "-o", "-");
        assertThat(pipe.exitCode()).isEqualTo(2);
        assertThat(pipe.err()).contains("a core file has holes, so it can not go through a pipe; name a file");
    }

    @Test
    void saysWhatHasChanged() {
        CommandRun run = CommandRun.of("diff", before.toString(), after.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("^1 process came, [01] went, 1 changed in [0-9.]+ m?s; [0-9.]+ KiB of memory have")
                .containsPattern("\n  \\+ [0-9]+  sleep 600\n")
                .contains("\nProcess " + pid + ", sh -c ")
                .contains("\n  umask: 0022 -> 0077\n")
                .containsPattern("\n  ~ +[0-9a-f]+  rw-p +[0-9.]+ KiB +[0-9.]+ KiB  (heap|stack)\n");
        assertThat(CommandRun.of("diff", before.toString(), before.toString()).out())
                .isEqualTo("Nothing has changed.\n");
    }

    @Test
    void tellsMachinesTheSame() throws IOException {
        CommandRun run = CommandRun.of("diff", "--json", before.toString(), after.toString());
        JsonNode answer = new ObjectMapper().readTree(run.out());
        assertThat(answer.fieldNames())
                .toIterable()
                .containsExactly("before", "after", "gone", "come", "changed", "changedBytes");
        assertThat(answer.at("/changed/0/pid").asText()).isEqualTo(pid);
        assertThat(answer.at("/come/0/command").asText()).isEqualTo("sleep 600");
        assertThat(answer.at("/changedBytes").asLong()).isPositive();
    }

    @Test
    void wantsTwoCheckpoints() throws IOException {
        assertThat(CommandRun.of("diff", before.toString()).exitCode()).isEqualTo(2);
        CommandRun absent = CommandRun.of(
                "diff", before.toString(), directory.resolve("absent").toString());
        assertThat(absent.exitCode()).isEqualTo(1);
        assertThat(absent.err())
                .isEqualTo("ferry: " + directory.resolve("absent") + " does not exist; check the name.\n");
    }
}
