package dev.ferry.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.testhost.Ran;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint is restored where all pids are others' or nobody's, and looked into with a debugger before it goes on. */
final class RestoreElsewhereMigrationTest {
    /** Its first process ends with everything else in the namespace of pids. */
    private static final String SCRIPT = """
            set -e
            pid=$($1 restore --leave-stopped "$2")
            echo "restored $pid beside $$"
            grep ^State: /proc/$pid/status
            gdb -q -nx -batch -iex 'set debuginfod enabled off' -ex bt -p $pid </dev/null 2>/dev/null
            grep ^State: /proc/$pid/status
            before=$(wc -l <"$3")
            kill -CONT $pid
            while [ $(wc -l <"$3") -lt $((before + 5)) ]; do sleep 0.01; done
            echo "counts on"
            """;

    @TempDir
    Path dir;

    @Test
    void aDebuggerSeesARestoredProgramBeforeItGoesOn() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/gdb")), "there is no gdb");
        Path checkpoint = dir.resolve("checkpoint");
        try (LocalCounter counter = LocalCounter.start(dir, 0)) {
            String ferry = Ferry.LAUNCHER.toString();
            Ran.here(List.of(ferry, "dump", counter.pid(), "-o", checkpoint.toString()))
                    .outIfOk();
            assertThat(counter.isHere()).isFalse();
            String said = Ran.here(List.of(
                            "timeout",
                            "60",
                            "unshare",
                            "--pid",
                            "--fork",
                            "--kill-child",
                            "--mount-proc",
                            "sh",
                            "-c",
                            SCRIPT,
                            "sh",
                            ferry,
                            checkpoint.toString(),
                            counter.file().toString()))
                    .outIfOk();
            assertThat(said)
                    .startsWith("restored " + counter.pid() + " beside 1\nState:\tT (stopped)\n")
                    .containsPattern("\n#0 .*(select|nanosleep).*\n#1 (?s).*[Mm]ain.*\nState:\tT \\(stopped\\)\n")
                    .endsWith("counts on\n");
            List<String> lines = Files.readAllLines(counter.file());
            assertThat(lines)
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, lines.size())
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }
}
