package dev.ferry.app.cli;

import dev.ferry.app.Destination;
import dev.ferry.engine.migrate.DoubtOptions;
import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.LiveSourceTree;
import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.migrate.MigrationReport;
import dev.ferry.engine.migrate.MigrationSource;
import dev.ferry.engine.migrate.PreflightRefused;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ferry migrate}. */
@Command(
        name = "migrate",
        description =
                "Moves a tree to another host. Until the last step it can be called off with Ctrl-C. As long as the program"
                        + " runs here, Ctrl-Z (or kill -TSTP) pauses it: nothing is sent until Ctrl-Z again, or kill -CONT.",
        mixinStandardHelpOptions = true)
final class MigrateCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PID", description = "Root of the tree.")
    private int pid;

    private int tree;

    @Parameters(index = "1", paramLabel = "HOST", description = "[user@]name[:port] or sandbox:")
    private String host;

    @Mixin
    private HostOptions hostOptions;

    @Mixin
    private MoveArguments move;

    @Mixin
    private PidNamespaceChoice pids;

    @Option(
            names = "--doubt-patience",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "How long to ask again if the link is lost during the commit (${DEFAULT-VALUE}).")
    private int doubtPatience;

    @Option(names = "--json", description = "The report, or the reasons of a refusal, for machines.")
    private boolean json;

    @ParentCommand
    private FerryCommand ferry;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        CommandLine command = spec.commandLine();
        tree = TreeArgument.enter(pid, spec);
        Survivor survivor = Survivor.of(tree);
        try (ProgressLine progress = ProgressLine.on(command.getErr())) {
            MigrationReport report = migrate(new MigrationProgress(
                    progress, command.getErr(), TreeSize.of(tree).memoryBytes()));
            progress.clear();
            print(report);
            return ExitCode.DONE;
        } catch (Exception e) {
            Exception told = survivor.told(e);
            if (json) {
                command.getOut().println(Json.of(MigrationAnswer.failed(pid, host, told)));
                command.getOut().flush();
            }
            throw told;
        }
    }

    private MigrationReport migrate(MigrationProgress progress) throws Exception {
        MigrationOptions options = move.options().withDoubt(doubt());
        progress.connecting(host);
        try (TracerThread tracer = new TracerThread()) {
            LiveSourceTree source =
                    new LiveSourceTree(tree, tracer, options.policy().tcp());
            source.beginWarmUp();
            return migrate(source, options, progress);
        }
    }

    private MigrationReport migrate(LiveSourceTree source, MigrationOptions options, MigrationProgress progress)
            throws Exception {
        try (Destination destination = hostOptions.connect(host, tree, pids.receive(tree), spec.commandLine())) {
            Callable<MigrationReport> move =
                    () -> MigrationSource.run(source, destination.channel(), Journal.ofThisUser(), options, progress);
            try {
                return interruptibly(move, options);
            } catch (PreflightRefused refused) {
                pids.startAnew(destination, tree, refused);
                return interruptibly(move, options);
            }
        }
    }

    private MigrationReport interruptibly(Callable<MigrationReport> move, MigrationOptions options) throws Exception {
        return ferry.interrupt().during(options.cancel()::cancel, () -> StopKey.pauses(options.pause(), move));
    }

    private static String rounds(MigrationReport report) {
        String copied = report.rounds() == 0
                ? "Nothing was copied while it ran"
                : Figures.bytes(report.preCopied()) + " were copied in " + report.rounds() + " rounds while it ran";
        String slowed = report.throttled().isZero()
                ? ""
                : " It was slowed down for that and lost " + Figures.time(report.throttled()) + ".";
        return copied + "; then " + report.stopReason().text() + "." + slowed;
    }

    private DoubtOptions doubt() {
        if (doubtPatience < 0) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--doubt-patience can not be negative");
        }
        return new DoubtOptions(
                Duration.ofSeconds(doubtPatience),
                hostOptions.route(host),
                Optional.of(hostOptions.reconnect(host, spec.commandLine())));
    }

    /** How people there find it. */
    private String elsewhere(MigrationReport report) {
        if (report.rootThere() == pid) {
            return "";
        }
        boolean inNamespace = report.rootThere() != tree;
        return ", as process " + report.rootThere() + (inNamespace ? " (in a pid namespace of its own)" : "");
    }

    private void print(MigrationReport report) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(MigrationAnswer.moved(pid, host, report)));
        } else {
            out.println("Process " + pid + " runs on " + host + " now" + elsewhere(report) + "; it stood still for "
                    + Figures.time(report.downtime()) + ".");
            out.println(rounds(report));
            out.println("freeze " + Figures.time(report.freeze()) + ", dump " + Figures.time(report.dump())
                    + ", transfer " + Figures.time(report.transfer()) + ", restore " + Figures.time(report.restore())
                    + ", commit " + Figures.time(report.commit()) + "; " + Figures.bytes(report.bytes()) + " in "
                    + Figures.time(report.total()));
        }
        out.flush();
        if (!report.doubt().isZero()) {
            spec.commandLine()
                    .getErr()
                    .println(
                            "ferry: The connection was lost during the commit; that the program runs there was found out "
                                    + Figures.time(report.doubt()) + " later.");
        }
        if (!report.leftover().isEmpty()) {
            spec.commandLine().getErr().println("ferry: " + report.leftover());
        }
    }
}
