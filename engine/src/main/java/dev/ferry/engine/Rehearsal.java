package dev.ferry.engine;

import dev.ferry.engine.dump.ConnectionRehearsal;
import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.precopy.TreeTracker;
import dev.ferry.engine.restore.RecordedRounds;
import dev.ferry.engine.restore.RestoreOptions;
import dev.ferry.engine.restore.RestoreRunner;
import dev.ferry.engine.restore.Skeleton;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Signals;
import dev.ferry.linux.process.Signal;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

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

    /** Copies memory and dumps; what a source does. To be called on the tracer thread. */
    public static void dump(TracerThread tracer) throws IOException {
        ConnectionRehearsal.play();
        for (int i = 0; i < TIMES; i++) {
            withSleeper(pid -> dump(pid, DumpOptions.Fate.LEAVE_RUNNING, tracer));
        }
    }

    /** Dumps once, and makes a tree of it again and again; what a destination does. To be called on the tracer thread. */
    public static void restore(TracerThread tracer) throws IOException {
        withSleeper(pid -> {
            Dumped dumped = dump(pid, DumpOptions.Fate.KILL, tracer);
            for (int i = 0; i < TIMES; i++) {
                dumped.restore();
            }
        });
    }

    /** A sleeper that was dumped. */
    private record Dumped(RecordedRounds rounds, ByteArrayOutputStream checkpoint) {
        void restore() throws IOException {
            try (Skeleton skeleton = Skeleton.launch();
                    ImageSource source = CheckpointFile.source(new ByteArrayInputStream(checkpoint.toByteArray()))) {
                rounds.replay(skeleton);
                new RestoreRunner(RestoreOptions.defaults())
                        .restore(source, skeleton)
                        .close();
            }
        }
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

    private static Dumped dump(int pid, DumpOptions.Fate fate, TracerThread tracer) throws IOException {
        try (TreeTracker tracker = TreeTracker.start(pid, tracer)) {
            RecordedRounds rounds = new RecordedRounds();
            for (int round = 0; round < 2; round++) {
                tracker.look();
                tracker.send(rounds);
            }
            return new Dumped(rounds, dump(pid, fate, Optional.of(tracker)));
        } catch (ErrnoException notTracked) {
            return new Dumped(new RecordedRounds(), dump(pid, fate, Optional.empty()));
        }
    }

    private static ByteArrayOutputStream dump(int pid, DumpOptions.Fate fate, Optional<TreeTracker> tracker)
            throws IOException {
        ByteArrayOutputStream checkpoint = new ByteArrayOutputStream();
        try (ImageSink sink = CheckpointFile.sink(checkpoint)) {
            new DumpRunner(DumpOptions.defaults().withFate(fate), tracker).run(pid, sink);
        }
        return checkpoint;
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
