package dev.ferry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * A JVM that starts deletes the files of dead ones in {@code /tmp/hsperfdata_USER}; such a file may be mapped by a Java
 * program that has been dumped, so no JVM of Ferry may keep performance data.
 */
class PerfDataTest {
    private static final Path MINE = Path.of("/tmp", "hsperfdata_" + System.getProperty("user.name"));

    @Test
    void thisJvmKeepsNone() {
        assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments()).contains("-XX:-UsePerfData");
    }

    @Test
    void aJvmWithThisFlagLeavesTheFileOfADumpedProgramAlone() throws Exception {
        assertThat(survivesAJvm("-XX:-UsePerfData")).isTrue();
    }

    @Test
    void aJvmWithoutItDeletesTheFile() throws Exception {
        assertThat(survivesAJvm("-XX:+UsePerfData")).isFalse();
    }

    private static boolean survivesAJvm(String flag) throws IOException, InterruptedException {
        Path file = MINE.resolve(Long.toString(pidOfADeadProcess()));
        Files.createDirectories(MINE);
        Files.write(file, new byte[32768]);
        try {
            new ProcessBuilder(System.getProperty("java.home") + "/bin/java", flag, "-version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            return Files.exists(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    private static long pidOfADeadProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        return process.pid();
    }
}
