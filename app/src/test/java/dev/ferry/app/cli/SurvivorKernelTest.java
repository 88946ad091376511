package dev.ferry.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ferry.engine.migrate.MigrationException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Looks at a child of its own. */
class SurvivorKernelTest {
    private final Exception cut = new MigrationException("The connection was lost; try again.");

    private Process program;
    private Survivor survivor;

    @BeforeEach
    void start() throws IOException {
        program = new ProcessBuilder("sleep", "60").start();
        survivor = Survivor.of((int) program.pid());
    }

    @AfterEach
    void end() {
        program.destroyForcibly();
    }

    @Test
    void saysThatTheProgramRunsOnAndWhatWentWrong() {
        assertThat(survivor.told(cut))
                .hasMessageMatching("Process " + program.pid()
                        + " \\(.+\\) was not moved and runs on here: The connection was lost; try again\\.")
                .hasCause(cut);
    }

    @Test
    void promisesNothingOfAProgramThatIsGone() throws Exception {
        program.destroyForcibly().waitFor();
        assertThat(survivor.told(cut)).isSameAs(cut);
        assertThat(survivor.runsOn()).isFalse();
    }

    @Test
    void leavesABadCommandLineABadCommandLine() {
        Exception bad = new CommandLine.ParameterException(
                new CommandLine(CommandLine.Model.CommandSpec.create()), "no such host");
        assertThat(survivor.told(bad)).isSameAs(bad);
    }
}
