package dev.ferry.engine.recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.engine.core.CoreReport;
import dev.ferry.engine.core.CoreWriter;
import dev.ferry.engine.show.Checkpoint;
import dev.ferry.engine.show.CheckpointReader;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** What the first release wrote stays readable; {@code recorded/README.md} says how it was made. */
class RecordedCheckpointRootTest {
    private static final int PID = 31337;
    private static final Path PROC = Path.of("/proc", Integer.toString(PID));
    private static final long COUNT = 137;
    private static final long COUNT_ADDRESS = 0x50_0008;
    private static final Path PROGRAM = Path.of("/tmp/ferry-recorded/counter");

    @TempDir
    private Path dir;

    private static Path recorded(String name) throws URISyntaxException {
        return Path.of(RecordedCheckpointRootTest.class
                .getResource("/recorded/" + name)
                .toURI());
    }

    @Test
    void isShown() throws Exception {
        Checkpoint checkpoint = CheckpointReader.read(recorded("counter.ferry"));
        assertThat(checkpoint.obstacle()).isEmpty();
        assertThat(checkpoint.root().pid()).isEqualTo(PID);
        assertThat(checkpoint.root().executable()).isEqualTo(PROGRAM.toString());
        assertThat(checkpoint.root().arguments()).containsExactly(PROGRAM.toString());
        assertThat(checkpoint.memoryBytes()).isEqualTo(8192);
        assertThat(checkpoint.origin().kernel()).startsWith("6.18.44");
    }

    @Test
    void becomesACoreFile() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gdb")), "there is no gdb");
        Path core = dir.resolve("core");
        try (ImageSource source = Engine.fileSource(recorded("counter.ferry"));
                FileChannel out = FileChannel.open(
                        core, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            CoreReport report = CoreWriter.write(source, OptionalInt.empty(), out);
            assertThat(report.threads()).isEqualTo(1);
        }
        Process gdb = new ProcessBuilder(
                        "gdb",
                        "-q",
                        "-nx",
                        "-batch",
                        "-ex",
                        "bt",
                        "-ex",
                        "p ((long *) &state)[1]",
                        recorded("counter").toString(),
                        core.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(gdb.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .containsPattern("#0 .* in count \\(\\)\n#1 .* in run \\(\\)\n#2 .* in _start \\(\\)")
                .contains("$1 = " + COUNT + "\n");
    }

    @Test
    @EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
    void isRestoredAndCountsOn() throws Exception {
        assumeFalse(Files.exists(PROC), "somebody else has pid " + PID);
        place();
        try (Engine engine = new Engine();
                ImageSource source = Engine.fileSource(recorded("counter.ferry"))) {
            engine.restore(source);
            long first = count();
            assertThat(first).isGreaterThanOrEqualTo(COUNT);
            await().until(() -> count() > first + 1);
            Signal.send(PID, Signals.SIGKILL);
            await().until(() -> !Files.exists(PROC));
        } finally {
            Files.deleteIfExists(PROGRAM);
            Files.deleteIfExists(PROGRAM.getParent());
        }
    }

    private static void place() throws IOException, URISyntaxException {
        Files.createDirectories(PROGRAM.getParent());
        Files.deleteIfExists(PROGRAM);
        Files.copy(recorded("counter"), PROGRAM);
        Files.setPosixFilePermissions(PROGRAM, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static long count() throws IOException {
        ByteBuffer word = ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (ProcessMemory memory = ProcessMemory.open(PID)) {
            memory.read(COUNT_ADDRESS, word);
        }
        return word.getLong(0);
    }
}
