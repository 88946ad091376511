package dev.ferry.app.cli;

import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A shell pipeline that counts into a file, ten lines a second, and writes beside each number on which host it was counted. */
final class SampleTree implements AutoCloseable {
    private static final String COUNT = "n=0; while :; do n=$((n+1)); echo $n; sleep 0.1; done"
            + " | while read n; do read host </proc/sys/kernel/hostname; echo $n $host; done";

    /** The shell in between collects the root when it ends; our own child it must not be, for Java would take its stops. */
    private static final String START = "setsid sh -c \"$1\" </dev/null >\"$2\" 2>/dev/null & echo $!; exec >&-; wait";

    private final Path directory;
    private final Path file;
    private final int pid;

    private SampleTree(Path directory, Path file, int pid) {
        this.directory = directory;
        this.file = file;
        this.pid = pid;
    }

    static SampleTree start() throws IOException {
        Path directory = Files.createTempDirectory("ferry-demo-");
        Path file = directory.resolve("count");
        Process shell = new ProcessBuilder("sh", "-c", START, "sh", COUNT, file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        shell.getOutputStream().close();
        String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return new SampleTree(directory, file, Integer.parseInt(answer.strip()));
    }

    int pid() {
        return pid;
    }

    Path file() {
        return file;
    }

    List<String> lines() throws IOException {
        return Files.readAllLines(file);
    }

    /** Whether every number is there once: nothing was lost, nothing ran twice. */
    static boolean isWhole(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith(i + 1 + " ")) {
                return false;
            }
        }
        return true;
    }

    /** Ends what is left of it here; it leads a group of its own. */
    @Override
    public void close() throws IOException {
        Signal.sendIfAlive(-pid, Signals.SIGKILL);
        Files.deleteIfExists(file);
        Files.deleteIfExists(directory);
    }
}
