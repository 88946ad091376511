package dev.ferry.engine.specimen;

import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpReport;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.precopy.TreeTracker;
import dev.ferry.engine.restore.RecordedRounds;
import dev.ferry.engine.restore.RestoreOptions;
import dev.ferry.engine.restore.RestoreRunner;
import dev.ferry.engine.restore.RestoredTree;
import dev.ferry.engine.restore.Skeleton;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.DirectoryImageSource;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/** The engine as a test uses it: its tracer thread, and pids that are free as soon as their owners have ended. */
public final class Engine implements AutoCloseable {
    private final TracerThread tracer = new TracerThread();
    private final Subreaper subreaper;

    public Engine() throws IOException {
        subreaper = new Subreaper();
    }

    /** Whether this user may trace and choose pids; a condition for whole test classes. */
    public static boolean isRoot() throws IOException {
        return FileStat.of("/proc/self").uid() == 0;
    }

    /** Runs {@code work} on the tracer thread. */
    public <T> T call(Callable<T> work) throws IOException, InterruptedException {
        return tracer.call(work);
    }

    /** Dumps a specimen. */
    public DumpReport dump(RunningSpecimen specimen, DumpOptions.Fate fate, ImageSink sink)
            throws IOException, InterruptedException {
        int pid = Math.toIntExact(specimen.pid());
        return call(() -> new DumpRunner(DumpOptions.defaults().withFate(fate)).run(pid, sink));
    }

    /** Dumps a specimen to a directory and kills it. */
    public DumpReport dumpAndKill(RunningSpecimen specimen, Path directory) throws IOException, InterruptedException {
        try (ImageSink sink = new DirectoryImageSink(directory)) {
            return dump(specimen, DumpOptions.Fate.KILL, sink);
        }
    }

    /** Copies its memory in so many rounds while it runs, and only then dumps and kills it; returns what has to be known of it. */
    public RecordedRounds preCopyAndKill(RunningSpecimen specimen, int rounds, Path directory)
            throws IOException, InterruptedException {
        RecordedRounds recorded = new RecordedRounds();
        int pid = Math.toIntExact(specimen.pid());
        try (TreeTracker tracker = TreeTracker.start(pid, tracer, true);
                ImageSink sink = new DirectoryImageSink(directory)) {
            for (int round = 0; round < rounds; round++) {
                tracker.look();
                tracker.send(recorded);
            }
            DumpOptions options = DumpOptions.defaults().withFate(DumpOptions.Fate.KILL);
            call(() -> new DumpRunner(options, Optional.of(tracker)).run(pid, sink));
        }
        return recorded;
    }

    /** Restores a tree whose memory is partly in rounds, and lets it run. */
    public void restore(RecordedRounds rounds, Path directory) throws IOException, InterruptedException {
        call(() -> {
            try (Skeleton skeleton = Skeleton.launch();
                    ImageSource source = new DirectoryImageSource(directory)) {
                rounds.replay(skeleton);
                try (RestoredTree tree = new RestoreRunner(RestoreOptions.defaults()).restore(source, skeleton)) {
                    tree.resume();
                    return null;
                }
            }
        });
    }

    /** Restores what is in a directory and lets it run. */
    public void restore(Path directory) throws IOException, InterruptedException {
        try (ImageSource source = new DirectoryImageSource(directory)) {
            restore(source);
        }
    }

    /** Restores and lets run. */
    public void restore(ImageSource source) throws IOException, InterruptedException {
        call(() -> {
            try (RestoredTree tree = new RestoreRunner(RestoreOptions.defaults()).restore(source)) {
                tree.resume();
                return null;
            }
        });
    }

    /** A sink that makes a checkpoint file. */
    public static ImageSink fileSink(Path file) throws IOException {
        return CheckpointFile.sink(new BufferedOutputStream(Files.newOutputStream(file)));
    }

    /** A source that reads a checkpoint file. */
    public static ImageSource fileSource(Path file) throws IOException {
        return CheckpointFile.source(new BufferedInputStream(Files.newInputStream(file)));
    }

    @Override
    public void close() throws IOException {
        tracer.close();
        subreaper.close();
    }
}
