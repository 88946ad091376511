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
import java.util.function.BooleanSupplier;

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

    /** The first times make the difference: 700, 110, 80, 40 ms for a dump on the machine this was written on. */
    private static final int LEAST = 3;

    /** By then the compilers of the JVM have done their work. */
    private static final int MOST = 20;

    private Rehearsal() {}

    /** Copies memory and dumps, a few times; what a source does. To be called on the tracer thread. */
    public static void dump(TracerThread tracer) throws IOException {
        dump(tracer, () -> false);
    }

    /** The same again and again while there is time: each time is quicker than the one before. */
    public static void dump(TracerThread tracer, BooleanSupplier isTime) throws IOException {
        ConnectionRehearsal.play();
        repeat(() -> withSleeper((pid, output) -> dump(pid, DumpOptions.Fate.LEAVE_RUNNING, tracer)), isTime);
    }

    /** Dumps once, and makes a tree of it a few times; what a destination does. To be called on the tracer thread. */
    public static void restore(TracerThread tracer) throws IOException {
        restore(tracer, () -> false);
    }

    /** The same again and again while there is time. */
    public static void restore(TracerThread tracer, BooleanSupplier isTime) throws IOException {
        withSleeper((pid, output) -> {
            Dumped dumped = dump(pid, DumpOptions.Fate.KILL, tracer);
            repeat(() -> dumped.restore(output), isTime);
        });
    }

    private static void repeat(Play play, BooleanSupplier isTime) throws IOException {
        for (int time = 0; time < LEAST || (time < MOST && isTime.getAsBoolean()); time++) {
            play.once();
        }
    }

    private interface Play {
        void once() throws IOException;
    }

    /** A sleeper that was dumped. */
    private record Dumped(RecordedRounds rounds, ByteArrayOutputStream checkpoint) {
        /** Its file comes along, as to a host that does not have it, and is taken back with the tree. */
        void restore(Path output) throws IOException {
            Files.delete(output);
            try (Skeleton skeleton = Skeleton.launch();
                    ImageSource source = CheckpointFile.source(new ByteArrayInputStream(checkpoint.toByteArray()))) {
                rounds.replay(skeleton);
                new RestoreRunner(RestoreOptions.defaults())
                        .restore(source, skeleton)
                        .close();
            }
            Files.createFile(output);
        }
    }

    private interface Part {
        void play(int pid, Path output) throws IOException;
    }

    private static void withSleeper(Part part) throws IOException {
        Path output = Files.createTempFile("ferry-rehearsal-", ".log");
        try {
            int pid = startSleeper(output);
            try {
                part.play(pid, output);
            } finally {
                Signal.sendIfAlive(pid, Signals.SIGKILL);
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static Dumped dump(int pid, DumpOptions.Fate fate, TracerThread tracer) throws IOException {
        try (TreeTracker tracker = TreeTracker.start(pid, tracer, true)) {
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
