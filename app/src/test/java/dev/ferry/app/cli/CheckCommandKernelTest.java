package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandKernelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void refusesInitWithExitCodeThree() {
        CommandRun check = CommandRun.of("check", "1");
        assertThat(check.exitCode()).isEqualTo(3);
        assertThat(check.out()).startsWith("blocker  Process 1 ").endsWith("Process 1 can not be moved.\n");
    }

    @Test
    void tellsMachinesTheSame() throws Exception {
        CommandRun check = CommandRun.of("check", "--json", "1");
        JsonNode answer = JSON.readTree(check.out());
        assertThat(check.exitCode()).isEqualTo(3);
        assertThat(answer.get("movable").booleanValue()).isFalse();
        assertThat(answer.at("/findings/0/code").textValue()).isEqualTo("init");
        assertThat(answer.at("/findings/0/severity").textValue()).isEqualTo("BLOCKER");
    }

    @Test
    void refusedDumpLeavesNoFileBehind(@TempDir Path directory) throws Exception {
        Path checkpoint = directory.resolve("checkpoint");
        CommandRun dump = CommandRun.of("dump", "1", "-o", checkpoint.toString());
        assertThat(dump.exitCode()).isEqualTo(3);
        assertThat(dump.err()).startsWith("ferry: Process 1 ");
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void doesNotWriteOverAnExistingCheckpoint(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("precious"), "content");
        Process sleeper = new ProcessBuilder("sleep", "60")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        try {
            CommandRun dump = CommandRun.of("dump", Long.toString(sleeper.pid()), "-o", file.toString());
            assertThat(dump.exitCode()).isEqualTo(1);
            assertThat(dump.err()).isEqualTo("ferry: " + file + " exists already; choose another name or remove it.\n");
            assertThat(file).hasContent("content");
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void listsATreeOnceWithItsSize() throws Exception {
        Process shell = new ProcessBuilder("setsid", "sh", "-c", "sleep 60 & wait").start();
        try {
            await(shell);
            for (JsonNode tree : JSON.readTree(CommandRun.of("ps", "--json").out())) {
                if (tree.get("pid").asLong() == shell.pid()) {
                    assertThat(tree.get("tasks").asInt()).isEqualTo(2);
                    assertThat(tree.get("memoryBytes").asLong()).isPositive();
                    return;
                }
            }
            throw new AssertionError("ps does not show process " + shell.pid());
        } finally {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
    }

    private static void await(Process shell) {
        Awaitility.await().until(() -> shell.children().count() == 1);
    }
}
