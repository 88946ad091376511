package dev.ferry.engine.restore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The criu that is on the PATH. Debian 12 has 3.17, which does not start on Linux 6.16 and newer: it does not know their vdso. */
final class Criu {
    private Criu() {}

    /** Why it can not be used here; empty if it can. */
    static String obstacle(Path dir) throws IOException, InterruptedException {
        try {
            return run(dir.resolve("check.log"), "check") == 0 ? "" : "criu check: " + last(dir.resolve("check.log"));
        } catch (IOException e) {
            return "criu is not installed";
        }
    }

    /** Dumps and kills the tree. */
    static void dump(long pid, Path images) throws IOException, InterruptedException {
        Files.createDirectories(images);
        Path log = images.resolve("output.log");
        int status = run(log, "dump", "-t", Long.toString(pid), "-D", images.toString(), "-v1");
        assertThat(status).as("criu dump: %s", Files.readString(log)).isZero();
        Files.delete(log);
    }

    /** Restores the tree, and lets it run. */
    static void restore(Path images) throws IOException, InterruptedException {
        Path log = images.resolveSibling("criu-restore.log");
        int status = run(log, "restore", "-d", "-D", images.toString(), "-v1");
        assertThat(status).as("criu restore: %s", Files.readString(log)).isZero();
    }

    private static int run(Path log, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("criu"));
        command.addAll(List.of(arguments));
        Process criu = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(criu.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return criu.exitValue();
    }

    private static String last(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "no word" : lines.get(lines.size() - 1);
    }
}
