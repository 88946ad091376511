package dev.ferry.app.cli;

import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.migrate.DestinationOptions;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.LiveSourceTree;
import dev.ferry.engine.migrate.LiveTreeRestorer;
import dev.ferry.engine.migrate.MigrationDestination;
import dev.ferry.engine.migrate.MigrationListener;
import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.migrate.MigrationSource;
import dev.ferry.engine.migrate.PreflightRefused;
import dev.ferry.engine.policy.Admission;
import dev.ferry.engine.stream.Zstd;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import picocli.CommandLine.Command;

/**
 * {@code ferry rehearse}: goes through what the other commands do, without touching any program but its own. The build runs it to
 * record which classes a start needs.
 */
@Command(name = "rehearse", hidden = true, description = "Dumps and restores a program of its own.")
final class RehearseCommand implements Callable<Integer> {
    private static final int PIPE_BYTES = 64 << 10;

    @Override
    public Integer call() throws Exception {
        Zstd.isAvailable();
        OwnClasses.load();
        try (TracerThread tracer = new TracerThread()) {
            tracer.call(() -> {
                Rehearsal.dump(tracer);
                Rehearsal.restore(tracer);
                return null;
            });
        }
        meetOurselves();
        return ExitCode.DONE;
    }

    /** Both ends of a migration in one process. It is refused, for the pid is in use on the host that is to take the tree. */
    private static void meetOurselves() throws Exception {
        PipedInputStream there = new PipedInputStream(PIPE_BYTES);
        PipedInputStream back = new PipedInputStream(PIPE_BYTES);
        Duplex source = new Duplex(back, new PipedOutputStream(there));
        Duplex destination = new Duplex(there, new PipedOutputStream(back));
        FutureTask<Void> receiving = new FutureTask<>(() -> receive(destination));
        new Thread(receiving, "ferry-rehearsal").start();
        send(source);
        receiving.get();
    }

    private static void send(Duplex channel) throws IOException {
        Path books = Files.createTempDirectory("ferry-rehearsal-");
        try (SampleTree sample = SampleTree.start();
                TracerThread tracer = new TracerThread()) {
            LiveSourceTree tree = new LiveSourceTree(sample.pid(), tracer);
            MigrationSource.run(
                    tree, channel, Journal.in(books), MigrationOptions.ofThisHost(), MigrationListener.NONE);
        } catch (PreflightRefused expected) {
            FailureMessage.sentences(expected);
        } finally {
            Files.deleteIfExists(books);
        }
    }

    private static Void receive(Duplex channel) throws IOException {
        Path books = Files.createTempDirectory("ferry-rehearsal-");
        try (TracerThread tracer = new TracerThread()) {
            MigrationDestination.serve(
                    new LiveTreeRestorer(tracer, Admission.unrestricted()),
                    channel,
                    Journal.in(books),
                    DestinationOptions.ofThisHost());
        } finally {
            Files.deleteIfExists(books);
        }
        return null;
    }
}
