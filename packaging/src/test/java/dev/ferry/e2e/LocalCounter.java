package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.testhost.Ran;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A python program of this machine that counts into a file, twenty numbers a second, and keeps some memory busy if it is told to;
 * nothing can be saved by compressing that, so that a limit of the link holds.
 */
final class LocalCounter implements Closeable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String PROGRAM = """
            import os, sys, time
            memory = bytearray(os.urandom(int(sys.argv[2]) << 20))
            number = place = 0
            with open(sys.argv[1], 'w', buffering=1) as out:
                while True:
                    number += 1
                    out.write(f'{number}\\n')
                    for step in range(2000 if memory else 0):
                        place = (place + 4096) % len(memory)
                        memory[place] = number % 251
                    time.sleep(0.05)
            """;

    /** The shell in between ends at once, so that init collects the program and not Java. */
    private static final String START =
            "cd / && setsid python3 -c \"$1\" \"$2\" \"$3\" </dev/null >/dev/null 2>&1 & echo $!";

    private final Path file;
    private final long pid;

    private LocalCounter(Path file, long pid) {
        this.file = file;
        this.pid = pid;
    }

    /** Counts into {@code count} in that directory. */
    static LocalCounter start(Path directory, int busyMebibytes) throws IOException {
        return start(directory, busyMebibytes, words -> words);
    }

    /** The same, where these words lead. */
    static LocalCounter start(Path directory, int busyMebibytes, UnaryOperator<List<String>> where) throws IOException {
        Path file = directory.resolve("count");
        List<String> words =
                List.of("sh", "-c", START, "sh", PROGRAM, file.toString(), Integer.toString(busyMebibytes));
        String pid = Ran.here(where.apply(words)).outIfOk();
        LocalCounter counter = new LocalCounter(file, Long.parseLong(pid.strip()));
        counter.countsHere();
        return counter;
    }

    String pid() {
        return Long.toString(pid);
    }

    Path file() {
        return file;
    }

    /** It goes on counting on this machine, and no number is missing or there twice. */
    void countsHere() {
        counts(() -> Files.exists(file) ? Files.readString(file) : "");
    }

    /** The same in the sandbox. */
    void countsIn(SandboxHost sandbox) {
        counts(() -> Ran.inside(sandbox, new byte[0], List.of("cat", file.toString()))
                .out());
    }

    /** Whether a process of this pid is on this machine. */
    boolean isHere() {
        return Files.exists(Path.of("/proc", pid()));
    }

    private interface Reading {
        String read() throws IOException;
    }

    private static void counts(Reading reading) {
        long[] before = {-1};
        await("it counts").atMost(PATIENCE).until(() -> {
            List<String> lines = whole(reading.read());
            if (before[0] < 0) before[0] = lines.size();
            return lines.size() > before[0] + 3;
        });
        try {
            List<String> lines = whole(reading.read());
            for (int index = 0; index < lines.size(); index++) {
                assertThat(lines.get(index)).isEqualTo(Integer.toString(index + 1));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The last line may be half written. */
    private static List<String> whole(String text) {
        return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    }

    @Override
    public void close() throws IOException {
        Signal.sendIfAlive((int) pid, Signals.SIGKILL);
    }
}
