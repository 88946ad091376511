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
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The texts and exit codes over the checkpoint of a real program; that all of it is true, the engine's tests say. */
class ShowCommandRootTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path directory;

    private static Path file;
    private static String pid;

    /** The shell in between ends at once, so that the program is nobody's child whom Java waits for. */
    @BeforeAll
    static void dump() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "a dump needs root");
        file = directory.resolve("checkpoint");
        Process shell =
                new ProcessBuilder("sh", "-c", "cd / && setsid sleep 600 </dev/null >/dev/null 2>&1 & echo $!").start();
        pid = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        Path executable = Path.of("/proc", pid, "exe");
        await().until(() -> Files.readSymbolicLink(executable).endsWith("sleep"));
        CommandRun dump = CommandRun.of("dump", pid, "-o", file.toString());
        assertThat(dump.exitCode()).as(dump.err()).isZero();
    }

    @Test
    void showsPeopleTheTreeMemoryAndFiles() {
        CommandRun show = CommandRun.of("show", file.toString());
        assertThat(show.exitCode()).isZero();
        assertThat(show.out())
                .startsWith(file + ": made by Ferry ")
                .contains("1 process, 1 thread, ")
                .contains("This version of Ferry can restore it.")
                .containsPattern("\n +" + pid + "  root +running +1 .* sleep 600\n")
                .contains("Process " + pid + ", sleep 600\n")
                .containsPattern("rw-p +132 KiB +[0-9.]+ KiB  stack\n")
                .containsPattern("\n +0  r +character device +/dev/null\n")
                .containsPattern("\n +[0-9.]+ KiB  mm-" + pid + ".img\n");
    }

    @Test
    void tellsMachinesTheSame() throws IOException {
        CommandRun show = CommandRun.of("show", "--json", file.toString());
        JsonNode answer = JSON.readTree(show.out());
        assertThat(answer.at("/tasks/0/pid").asText()).isEqualTo(pid);
        assertThat(answer.at("/tasks/0/arguments/1").textValue()).isEqualTo("600");
        assertThat(answer.at("/obstacle").textValue()).isEmpty();
        assertThat(answer.at("/bytes").longValue())
                .isGreaterThan(answer.at("/memoryBytes").longValue());
        // Their order is promised too.
        assertThat(answer.fieldNames())
                .toIterable()
                .containsExactly(
                        "origin",
                        "bytes",
                        "memoryBytes",
                        "obstacle",
                        "tasks",
                        "files",
                        "pipes",
                        "carried",
                        "images",
                        "parentBytes",
                        "parents");
    }

    @Test
    void decodesAnImage() throws IOException {
        CommandRun show = CommandRun.of("show", file.toString(), "pstree");
        assertThat(show.exitCode()).isZero();
        assertThat(show.out())
                .startsWith("pstree.img (PSTREE), 1 entry\nentry 0\n")
                .contains("\n  pid " + pid + "\n");
        JsonNode machines = JSON.readTree(
                CommandRun.of("show", "--json", file.toString(), "pstree.img").out());
        assertThat(machines.at("/entries/0/pid").asText()).isEqualTo(pid);
    }

    @Test
    void saysInASentenceWhichImageThereIsNot() {
        CommandRun show = CommandRun.of("show", file.toString(), "nothing");
        assertThat(show.exitCode()).isEqualTo(1);
        assertThat(show.err())
                .isEqualTo("ferry: The checkpoint has no image nothing; ferry show " + file
                        + " lists those that it has.\n");
    }

    @Test
    void saysWhereAFileIsCutOrDamaged() throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, 3000));
        CommandRun shown = CommandRun.of("show", cut.toString());
        assertThat(shown.exitCode()).isEqualTo(1);
        assertThat(shown.err())
                .startsWith("ferry: " + cut + ": The stream ends early: after ")
                .doesNotContain("\n\tat ");
        whole[2000] ^= 1;
        Path damaged = Files.write(directory.resolve("damaged"), whole);
        assertThat(CommandRun.of("show", damaged.toString()).err())
                .startsWith("ferry: " + damaged + ": The stream is damaged at byte ")
                .doesNotContain("\n\tat ");
    }

    @Test
    void saysThatAFileIsNoCheckpoint() throws IOException {
        Path other = Files.writeString(directory.resolve("other"), "something else");
        CommandRun show = CommandRun.of("show", other.toString());
        assertThat(show.exitCode()).isEqualTo(1);
        assertThat(show.err()).contains("This is no checkpoint file of Ferry");
        assertThat(CommandRun.of("show", directory.resolve("absent").toString()).exitCode())
                .isEqualTo(1);
    }

    @Test
    void asksForACheckpoint() {
        assertThat(CommandRun.of("show").exitCode()).isEqualTo(2);
    }
}
