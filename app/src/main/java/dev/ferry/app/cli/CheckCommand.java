package dev.ferry.app.cli;

import dev.ferry.app.Destination;
import dev.ferry.engine.check.Finding;
import dev.ferry.engine.check.TreeCheck;
import dev.ferry.engine.migrate.LiveSourceTree;
import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.migrate.MigrationSource;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry check}. */
@Command(
        name = "check",
        description = "Says whether a tree can be moved, and every reason why not. Nothing is touched.",
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PID", description = "Root of the tree.")
    private int pid;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "HOST",
            description = "Asks this host too: [user@]name[:port] or sandbox:")
    private String host;

    private int tree;

    @Mixin
    private HostOptions hostOptions;

    @Mixin
    private ExistingFiles existingFiles;

    @Mixin
    private Connections connections;

    @Mixin
    private PidNamespaceChoice pids;

    @Option(names = "--json", description = "The findings for machines.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    /** The answer for machines; its members and their order are promised in docs/FINDINGS.md. */
    record Answer(int pid, String host, boolean movable, List<Finding> findings) {}

    @Override
    public Integer call() throws Exception {
        tree = TreeArgument.enter(pid, spec);
        List<Finding> findings = host == null ? TreeCheck.of(tree, connections.policy()) : ask();
        boolean blocked = FindingList.isBlocked(findings);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(new Answer(pid, host, !blocked, findings)));
        } else {
            FindingList.print(findings, out);
            String where = host == null ? "" : " to " + host;
            out.println("Process " + pid + (blocked ? " can not" : " can") + " be moved" + where + ".");
        }
        out.flush();
        return blocked ? ExitCode.REFUSED : ExitCode.DONE;
    }

    private List<Finding> ask() throws IOException {
        try (Destination destination = hostOptions.connect(host, tree, pids.receive(tree), spec.commandLine());
                TracerThread tracer = new TracerThread()) {
            MigrationOptions options = connections.applyTo(existingFiles.applyTo(MigrationOptions.ofThisHost()));
            LiveSourceTree source = new LiveSourceTree(tree, tracer, connections.policy());
            List<Finding> findings = MigrationSource.check(source, destination.channel(), options)
                    .findings();
            return pids.soften(findings);
        }
    }
}
