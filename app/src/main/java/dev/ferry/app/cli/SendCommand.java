package dev.ferry.app.cli;

import dev.ferry.app.conduct.MoveEvent;
import dev.ferry.app.conduct.Phase;
import dev.ferry.engine.migrate.DoubtOptions;
import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.LiveSourceTree;
import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.migrate.MigrationReport;
import dev.ferry.engine.migrate.MigrationSource;
import dev.ferry.engine.migrate.Route;
import dev.ferry.linux.ptrace.TracerThread;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ferry send}, the other end of {@code ferry receive}. Standard output belongs to the protocol, standard error to events. */
@Command(
        name = "send",
        hidden = true,
        description = "Gives a tree to another ferry over standard input and output; the console starts it.",
        mixinStandardHelpOptions = true)
final class SendCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "PID", description = "Root of the tree.")
    private int pid;

    @Mixin
    private MoveArguments move;

    @Option(names = "--check", description = "Only asks both hosts.")
    private boolean check;

    @Option(names = "--to", paramLabel = "HOST", description = "What the destination is called in the journal.")
    private String to = "";

    @ParentCommand
    private FerryCommand ferry;

    @Spec
    private CommandSpec spec;

    private int tree;

    @Override
    public Integer call() throws Exception {
        tree = TreeArgument.enter(pid, spec);
        Survivor survivor = Survivor.of(tree);
        return Conducted.run(
                StopKey.isHeard() && !check,
                (channel, events) -> check ? answer(channel) : SendEnd.of(send(channel, events)),
                failure -> SendEnd.of(failure, survivor));
    }

    private MoveEvent answer(Duplex channel) throws IOException {
        try (channel;
                TracerThread tracer = new TracerThread()) {
            MigrationOptions options = options();
            LiveSourceTree source =
                    new LiveSourceTree(tree, tracer, options.policy().tcp());
            return new MoveEvent.Answered(
                    MigrationSource.check(source, channel, options).findings());
        }
    }

    private MigrationReport send(Duplex channel, EventWriter events) throws Exception {
        SendProgress progress = new SendProgress(events, System::nanoTime);
        progress.enter(Phase.CHECKING);
        try (TracerThread tracer = new TracerThread()) {
            MigrationOptions options = options();
            LiveSourceTree source =
                    new LiveSourceTree(tree, tracer, options.policy().tcp());
            source.beginWarmUp();
            Callable<MigrationReport> move =
                    () -> MigrationSource.run(source, channel, Journal.ofThisUser(), options, progress);
            StopKey.obeys(options.pause());
            return ferry.interrupt().during(options.cancel()::cancel, move);
        }
    }

    /** In doubt it is the conductor who brings a new destination, see {@link SettleCommand}. */
    private MigrationOptions options() throws IOException {
        Route route = to.isEmpty() ? Route.NONE : new Route(to, List.of());
        return move.options().withDoubt(new DoubtOptions(DoubtOptions.PATIENCE, route, Optional.empty()));
    }
}
