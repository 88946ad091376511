package dev.ferry.engine.recorded;

import static dev.ferry.linux.abi.Fcntl.O_NOCTTY;
import static dev.ferry.linux.abi.Fcntl.O_NONBLOCK;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.ferry.engine.show.CheckpointReader;
import dev.ferry.engine.specimen.Engine;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.abi.Ttys;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Terminal;
import dev.ferry.linux.file.Termios;
import dev.ferry.linux.process.Signal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/** A terminal that the first release wrote, whose control characters are not as they are now; {@code recorded/README.md}. */
class RecordedTerminalRootTest {
    private static final int PID = 31338;
    private static final Path PROC = Path.of("/proc", Integer.toString(PID));
    private static final Path PROGRAM = Path.of("/tmp/ferry-recorded/terminal");

    private static Path recorded(String name) throws Exception {
        return Path.of(
                RecordedTerminalRootTest.class.getResource("/recorded/" + name).toURI());
    }

    @Test
    void isShown() throws Exception {
        assertThat(CheckpointReader.read(recorded("terminal.ferry")).obstacle()).isEmpty();
    }

    @Test
    @EnabledIf("dev.ferry.engine.specimen.Engine#isRoot")
    void isRestoredWithItsControlCharactersAndWhatWaits() throws Exception {
        assumeFalse(Files.exists(PROC), "somebody else has pid " + PID);
        Files.createDirectories(PROGRAM.getParent());
        Files.write(PROGRAM, Files.readAllBytes(recorded("terminal")));
        Files.setPosixFilePermissions(PROGRAM, PosixFilePermissions.fromString("rwxr-xr-x"));
        try (Engine engine = new Engine();
                ImageSource source = Engine.fileSource(recorded("terminal.ferry"))) {
            engine.restore(source);
            assertTerminal();
            Signal.send(PID, Signals.SIGKILL);
            await().until(() -> !Files.exists(PROC));
        } finally {
            Files.deleteIfExists(PROGRAM);
            Files.deleteIfExists(PROGRAM.getParent());
        }
    }

    private static void assertTerminal() throws Exception {
        try (Fd slave = Open.path(PROC.resolve("fd/4").toString(), O_RDWR | O_NOCTTY | O_NONBLOCK)) {
            Termios settings = Terminal.settings(slave);
            assertThat(settings.local() & Ttys.ECHO).isZero();
            assertThat(settings.character(0)).as("VINTR").isEqualTo(7);
            assertThat(settings.character(Ttys.VERASE)).isEqualTo(0x7f);
            assertThat(settings.character(Ttys.VEOL2)).isEqualTo('~');
            ByteBuffer line = ByteBuffer.allocateDirect(100);
            Read.some(slave, line);
            assertThat(StandardCharsets.US_ASCII.decode(line.flip()).toString()).isEqualTo("recorded\n");
        }
    }
}
