package dev.ferry.app.cli;

import dev.ferry.app.NewFile;
import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.Rehearsal;
import dev.ferry.engine.check.RefusedException;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.dump.DumpOptions;
import dev.ferry.engine.dump.DumpOptions.Fate;
import dev.ferry.engine.dump.DumpReport;
import dev.ferry.engine.dump.DumpRunner;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.resource.TcpPolicy;
import dev.ferry.engine.seal.Seal;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.CompletingSink;
import dev.ferry.engine.stream.DirectoryImageSink;
import dev.ferry.engine.stream.ImageSink;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ferry dump}. */
@Command(
        name = "dump",
        description = "Writes a checkpoint of a tree, and kills the tree if nothing else is said.",
        mixinStandardHelpOptions = true)
final class DumpCommand implements Callable<Integer> {
    private static final String STDOUT = "-";

    @Parameters(paramLabel = "PID", description = "Root of the tree.")
    private int pid;

    private int tree;

    @ArgGroup(multiplicity = "1")
    private Target target;

    @Option(
            names = "--parent",
            paramLabel = "DIR",
            description =
                    "An earlier checkpoint of the tree: only memory that has changed since is written, and DIR stays needed.")
    private Path parent;

    @ArgGroup
    private Afterwards afterwards = new Afterwards();

    @Mixin
    private Connections connections;

    @Mixin
    private SealOptions seal;

    @Option(
            names = "--conducted",
            hidden = true,
            description = "For the console: events, and an answer before the end.")
    private boolean conducted;

    @ParentCommand
    private FerryCommand ferry;

    @Spec
    private CommandSpec spec;

    /** Where the checkpoint goes. */
    static final class Target {
        @Option(names = "-D", paramLabel = "DIR", description = "Directory for the images; new or empty.")
        private Path directory;

        @Option(names = "-o", paramLabel = "FILE", description = "One new file, or - for standard output.")
        private String file;

        @Override
        public String toString() {
            return directory != null ? directory.toString() : file;
        }

        boolean isStdout() {
            return STDOUT.equals(file);
        }

        ImageSink open(Optional<Path> parent, Optional<Seal> seal) throws IOException {
            if (directory != null) {
                return new DirectoryImageSink(directory, parent);
            }
            if (isStdout()) {
                return sink(new FileOutputStream(FileDescriptor.out), seal);
            }
            NewFile whole = NewFile.create(Path.of(file));
            return new CompletingSink(sink(whole.out(), seal), whole::complete, whole);
        }

        private static ImageSink sink(OutputStream out, Optional<Seal> seal) throws IOException {
            return seal.isPresent() ? CheckpointFile.sealedSink(out, seal.get()) : CheckpointFile.sink(out);
        }
    }

    /** What becomes of the tree. */
    static final class Afterwards {
        @Option(names = "--leave-running", description = "The program goes on.")
        private boolean running;

        @Option(names = "--leave-stopped", description = "The program stays, stopped as by SIGSTOP.")
        private boolean stopped;

        Fate fate() {
            if (running) {
                return Fate.LEAVE_RUNNING;
            }
            return stopped ? Fate.LEAVE_STOPPED : Fate.KILL;
        }
    }

    @Override
    public Integer call() throws Exception {
        tree = TreeArgument.enter(pid, spec);
        if (conducted) {
            return Conducted.run(this::conduct);
        }
        requireSense();
        // Before the sink makes a file or directory.
        RefusedException.ifBlocked(TreeCheck.of(tree, connections.policy()));
        PrintWriter err = spec.commandLine().getErr();
        try (ImageSink sink = target.open(Optional.ofNullable(parent), seal.seal());
                TracerThread tracer = new TracerThread();
                ProgressLine progress = ProgressLine.on(err)) {
            WatchedSink watched = new WatchedSink(sink, progress::bytes);
            DumpReport report =
                    ferry.interrupt().during(watched::callOff, () -> tracer.call(() -> dump(watched, tracer)));
            progress.clear();
            print(report, err);
        }
        return ExitCode.DONE;
    }

    private void requireSense() {
        if (target.isStdout() && Terminal.is(Terminal.STDOUT)) {
            throw misused("a checkpoint is not for a terminal; send it into a file or pipe");
        }
        if (parent != null && target.directory == null) {
            throw misused("only directories (-D) have a parent; a file is whole by itself");
        }
        if (seal.isUsed() && target.directory != null) {
            throw misused("directories (-D) are not encrypted; write a file (-o)");
        }
        if (connections.policy() == TcpPolicy.KEEP) {
            throw misused("--tcp keep moves addresses along, which only ferry migrate can; say --tcp close");
        }
        seal.requireOneWay(spec);
    }

    private ParameterException misused(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private MoveEvent conduct(Duplex channel, EventWriter events) throws Exception {
        RefusedException.ifBlocked(TreeCheck.of(tree));
        boolean needed = afterwards.fate() == Fate.KILL;
        try (ImageSink sink = new ConductedSink(channel, events, needed);
                TracerThread tracer = new TracerThread()) {
            WatchedSink watched = new WatchedSink(sink, bytes -> {});
            DumpReport report =
                    ferry.interrupt().during(watched::callOff, () -> tracer.call(() -> dump(watched, tracer)));
            return new MoveEvent.Saved(
                    report.tasks(), report.memoryBytes(), report.total().toNanos());
        }
    }

    /** Who goes on is held up as shortly as can be; who is killed has no use for that. */
    private DumpReport dump(ImageSink sink, TracerThread tracer) throws IOException {
        if (afterwards.fate() == Fate.LEAVE_RUNNING) {
            Rehearsal.dump(tracer);
            if (seal.isUsed()) {
                Seal.rehearse();
            }
        }
        DumpOptions options = DumpOptions.defaults().withFate(afterwards.fate()).withTcp(connections.policy());
        return new DumpRunner(options).run(tree, sink);
    }

    private void print(DumpReport report, PrintWriter err) {
        String fate = switch (afterwards.fate()) {
            case KILL -> "was killed";
            case LEAVE_RUNNING -> "runs on";
            case LEAVE_STOPPED -> "stays stopped";
        };
        String what = Figures.count(report.tasks(), "task") + ", " + Figures.count(report.threads(), "thread") + ", "
                + Figures.bytes(report.memoryBytes()) + " of memory";
        err.println("Process " + pid + " is in " + (target.isStdout() ? "the checkpoint" : target) + " (" + what
                + ") and " + fate + "; it stood still for " + Figures.time(report.total()) + ".");
        err.flush();
    }
}
