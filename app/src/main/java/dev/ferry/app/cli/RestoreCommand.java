package dev.ferry.app.cli;

import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.pidns.FirstPid;
import dev.ferry.engine.pidns.PidNamespace;
import dev.ferry.engine.procfs.OuterProc;
import dev.ferry.engine.restore.RestoreOptions;
import dev.ferry.engine.restore.RestoreRunner;
import dev.ferry.engine.restore.RestoredTree;
import dev.ferry.engine.stream.CheckpointFile;
import dev.ferry.engine.stream.ImageSource;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ferry restore}. */
@Command(
        name = "restore",
        description =
                "Makes a tree from a checkpoint, with the pids it had, and prints the root's. It needs ferry no more.",
        mixinStandardHelpOptions = true)
final class RestoreCommand implements Callable<Integer> {
    private static final int BUFFER = 256 << 10;

    @Mixin
    private CheckpointInput checkpoint;

    @Option(names = "--pidfile", paramLabel = "FILE", description = "Gets the pid of the root too.")
    private Path pidfile;

    @Option(names = "--leave-stopped", description = "The tree stays stopped, until kill -CONT.")
    private boolean leaveStopped;

    @Option(
            names = "--pid-namespace",
            description =
                    "In a pid namespace of its own, where its pids are free; others see the tree under other pids.")
    private boolean pidNamespace;

    @Mixin
    private ExistingFiles existingFiles;

    @Option(
            names = "--conducted",
            hidden = true,
            description = "For the console: the checkpoint comes in, events go out.")
    private boolean conducted;

    @ParentCommand
    private FerryCommand ferry;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (pidNamespace && !OuterProc.current().isOther()) {
            PidNamespace.becomeInNew(FirstPid.any(), TreeArgument.thisCommand(spec));
        }
        if (conducted) {
            return Conducted.run(this::conduct);
        }
        // A tree that is not let go yet ends with ferry, so a restore may be interrupted until then.
        try (ImageSource source = checkpoint.openVerified();
                TracerThread tracer = new TracerThread()) {
            int root = tracer.call(() -> restore(source));
            PrintWriter out = spec.commandLine().getOut();
            out.println(root);
            out.flush();
        }
        return ExitCode.DONE;
    }

    private MoveEvent conduct(Duplex channel, EventWriter events) throws Exception {
        try (ImageSource source = CheckpointFile.source(new BufferedInputStream(channel.in(), BUFFER));
                TracerThread tracer = new TracerThread()) {
            return new MoveEvent.Restored(tracer.call(() -> restore(source)));
        }
    }

    private int restore(ImageSource source) throws Exception {
        RestoreOptions options = new RestoreOptions(existingFiles.policy());
        try (RestoredTree tree = new RestoreRunner(options).restore(source)) {
            return ferry.interrupt().during(() -> {}, () -> letGo(tree));
        }
    }

    private int letGo(RestoredTree tree) throws IOException {
        int root = OuterProc.current().outer(tree.root());
        if (pidfile != null) {
            Files.writeString(pidfile, root + "\n");
        }
        if (leaveStopped) {
            tree.leaveStopped();
        } else {
            tree.resume();
        }
        return root;
    }
}
