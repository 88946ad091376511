package dev.ferry.engine;

import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.restore.RestoreOptions;
import dev.ferry.engine.restore.RestoreRunner;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A dump, and a restore, of a program of our own that only sleeps. It proves that the kernel lets us, and it has all classes
 * loaded and warm before a real program is frozen: the first dump of a JVM holds its target five times as long as the second.
 */
public final class Rehearsal {
    /**
     * It has a device and a file open, as most programs do, so that those are rehearsed too.
     * The shell stays to collect the sleeper, whose pid must be free at once. It must not be our own child: the reaper thread of
     * {@link Process} would take our stops.
     */
    private static final String SLEEPER = "setsid sleep 60 </dev/null >>\"$0\" 2>&1 & echo $!; exec >&-; wait";

    /** The figures settle at the third time: 700, 110, 80, 40 ms for a dump on the machine this was written on. */
    private static final int TIMES = 3;

    private Rehearsal() {}

    /** Dumps; what a source does. To be called on the tracer thread. */
    public static void dump() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            dumpOnce();
        }
    }

    /** Dumps and restores; what a destination does. To be called on the tracer thread. */
    public static void restore() throws IOException {
        for (int i = 0; i < TIMES; i++) {
            restoreOnce();
        }
    }

    private static void dumpOnce() throws IOException {
        withSleeper(pid -> dump(pid, DumpOptions.Fate.LEAVE_RUNNING));
    }

    private static void restoreOnce() throws IOException {
        withSleeper(pid -> {
            byte[] checkpoint = dump(pid, DumpOptions.Fate.KILL);
            try (ImageSource source = CheckpointFile.source(new ByteArrayInputStream(checkpoint))) {
                new RestoreRunner(RestoreOptions.defaults()).restore(source).close();
            }
        });
    }

    private interface Part {
        void play(int pid) throws IOException;
    }

    private static void withSleeper(Part part) throws IOException {
        Path output = Files.createTempFile("ferry-rehearsal-", ".log");
        try {
            int pid = startSleeper(output);
            try {
                part.play(pid);
            } finally {
                Signal.sendIfAlive(pid, Signals.SIGKILL);
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static byte[] dump(int pid, DumpOptions.Fate fate) throws IOException {
        ByteArrayOutputStream checkpoint = new ByteArrayOutputStream();
        try (ImageSink sink = CheckpointFile.sink(checkpoint)) {
            new DumpRunner(DumpOptions.defaults().withFate(fate)).run(pid, sink);
        }
        return checkpoint.toByteArray();
    }

    private static int startSleeper(Path output) throws IOException {
        Process shell = new ProcessBuilder("sh", "-c", SLEEPER, output.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        shell.getOutputStream().close();
        String answer = new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        return Integer.parseInt(answer.strip());
    }
}
