package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a person hears of a directory in which one image is cut or has one bit flipped: one sentence, and nothing is made of it. That no
 * damage goes further than that, the engine's tests say of many more.
 */
@Timeout(300)
class DamagedCheckpointRootTest {
    @TempDir
    private static Path directory;

    private static Path whole;
    private static String pid;

    private Path damaged;

    @BeforeAll
    static void dump() throws IOException {
        assumeTrue(System.getProperty("user.name").equals("root"), "a dump needs root");
        whole = directory.resolve("whole");
        Process shell =
                new ProcessBuilder("sh", "-c", "cd / && setsid sleep 600 </dev/null >/dev/null 2>&1 & echo $!").start();
        pid = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        Path executable = Path.of("/proc", pid, "exe");
        await().until(() -> Files.readSymbolicLink(executable).endsWith("sleep"));
        CommandRun dump = CommandRun.of("dump", pid, "-D", whole.toString());
        assertThat(dump.exitCode()).as(dump.err()).isZero();
    }

    @BeforeEach
    void copy(@TempDir Path copy) throws IOException {
        damaged = copy;
        for (Path image : images()) {
            Files.copy(image, damaged.resolve(image.getFileName()));
        }
    }

    private static List<Path> images() throws IOException {
        try (Stream<Path> files = Files.list(whole)) {
            return files.sorted().toList();
        }
    }

    @Test
    void nothingDamagedIsRestored() throws IOException {
        eachDamage(name -> {
            CommandRun run = CommandRun.of("restore", damaged.toString());
            assertThat(run.exitCode()).isEqualTo(1);
            assertSentence(run);
            assertThat(Path.of("/proc", pid)).doesNotExist();
        });
    }

    /** Without its checksums, as a directory of CRIU is. */
    @Test
    void whatIsWrongIsSaidInOneSentence() throws IOException {
        Files.delete(damaged.resolve("ferry-checksums"));
        Set<String> refused = new TreeSet<>();
        eachDamage(name -> {
            Path core = damaged.resolveSibling("core");
            List<CommandRun> runs = List.of(
                    CommandRun.of("show", damaged.toString()),
                    CommandRun.of("show", "--json", damaged.toString(), name),
                    CommandRun.of("diff", whole.toString(), damaged.toString()),
                    CommandRun.of("core", damaged.toString(), "-o", core.toString()));
            runs.stream().filter(run -> run.exitCode() != 0).forEach(run -> {
                assertThat(run.exitCode()).isEqualTo(1);
                assertSentence(run);
                refused.add(name);
            });
            assertThat(Files.exists(core)).isEqualTo(runs.get(3).exitCode() == 0);
            Files.deleteIfExists(core);
        });
        assertThat(refused)
                .contains(
                        "inventory.img", "pstree.img", "files.img", "core-" + pid + ".img", "pagemap-" + pid + ".img");
    }

    private static void assertSentence(CommandRun run) {
        assertThat(run.err())
                .startsWith("ferry: ")
                .endsWith("\n")
                .hasLineCount(1)
                .doesNotContain("Exception", "\tat ");
        assertThat(run.out()).isEmpty();
    }

    @FunctionalInterface
    private interface Check {
        void of(String image) throws IOException;
    }

    /** Does {@code what} with every image, by name, that is cut or changed at any of several places. */
    private void eachDamage(Check what) throws IOException {
        for (Path image : images()) {
            String name = image.getFileName().toString();
            byte[] content = Files.readAllBytes(image);
            Path here = damaged.resolve(name);
            if (!Files.exists(here)) {
                continue;
            }
            for (byte[] wrong : damages(content)) {
                Files.write(here, wrong);
                try {
                    what.of(name);
                } catch (AssertionError e) {
                    throw new AssertionError(name + " of " + wrong.length + " bytes: " + e.getMessage(), e);
                }
            }
            Files.write(here, content);
        }
    }

    private static List<byte[]> damages(byte... content) {
        List<byte[]> damages = new ArrayList<>();
        for (int at : new TreeSet<>(List.of(0, 4, 10, content.length / 2, content.length - 1))) {
            if (at < content.length) {
                damages.add(Arrays.copyOf(content, at));
                byte[] flipped = content.clone();
                flipped[at] ^= 1;
                damages.add(flipped);
            }
        }
        return damages;
    }
}
