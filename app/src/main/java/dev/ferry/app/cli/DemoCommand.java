package dev.ferry.app.cli;

import dev.ferry.app.Destination;
import dev.ferry.app.SandboxConnection;
import dev.ferry.engine.migrate.Journal;
import dev.ferry.engine.migrate.LiveSourceTree;
import dev.ferry.engine.migrate.MigrationOptions;
import dev.ferry.engine.migrate.MigrationReport;
import dev.ferry.engine.migrate.MigrationSource;
import dev.ferry.linux.ptrace.TracerThread;
import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.remote.sandbox.SandboxProcess;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code ferry demo}. */
@Command(
        name = "demo",
        description =
                "Starts a small program, moves it into a throwaway host on this machine, and shows that it goes on.",
        mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
    private static final int LINES = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @ParentCommand
    private FerryCommand ferry;

    @Spec
    private CommandSpec spec;

    private PrintWriter out;

    @Override
    public Integer call() throws Exception {
        out = spec.commandLine().getOut();
        try (SampleTree tree = SampleTree.start();
                SandboxHost sandbox = SandboxHost.start(SandboxConnection.optionsFor(tree.pid()))) {
            say("A shell pipeline counts into " + tree.file() + "; the root of its tree is process " + tree.pid()
                    + ".");
            show(await(tree::lines, LINES));
            say("It moves into a sandbox: a host of its own on this machine. No file of it is there yet.");
            MigrationReport report = migrate(tree, sandbox);
            say("It runs there now, and stood still for " + Figures.time(report.downtime()) + ". It goes on counting:");
            int moved = linesIn(sandbox, tree).size();
            List<String> lines = await(() -> linesIn(sandbox, tree), moved + LINES);
            show(lines);
            if (!SampleTree.isWhole(lines)) {
                throw new IOException("A number is missing or was counted twice; please report it.");
            }
            say("All numbers from 1 to " + lines.size() + " are there once. The sandbox is taken down again.");
        }
        return ExitCode.DONE;
    }

    private void say(String sentence) {
        out.println(sentence);
        out.flush();
    }

    private void show(List<String> lines) {
        lines.subList(Math.max(0, lines.size() - 4), lines.size()).forEach(line -> say("    " + Printable.of(line)));
    }

    private MigrationReport migrate(SampleTree tree, SandboxHost sandbox) throws Exception {
        MigrationOptions options = MigrationOptions.ofThisHost();
        PrintWriter err = spec.commandLine().getErr();
        try (ProgressLine line = ProgressLine.on(err);
                Destination destination = Destination.on(new SandboxConnection(sandbox), SandboxConnection.engine());
                TracerThread tracer = new TracerThread()) {
            MigrationProgress progress =
                    new MigrationProgress(line, err, TreeSize.of(tree.pid()).memoryBytes());
            return ferry.interrupt()
                    .during(
                            options.cancel()::cancel,
                            () -> MigrationSource.run(
                                    new LiveSourceTree(tree.pid(), tracer),
                                    destination.channel(),
                                    Journal.ofThisUser(),
                                    options,
                                    progress));
        }
    }

    private static List<String> linesIn(SandboxHost sandbox, SampleTree tree) throws IOException {
        SandboxProcess cat = sandbox.exec(List.of("cat", tree.file().toString()));
        try (InputStream content = cat.out()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } finally {
            cat.waitFor();
        }
    }

    /** Looks again and again until there are so many lines. */
    private static List<String> await(Callable<List<String>> reading, int count) throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        List<String> lines = reading.call();
        while (lines.size() < count) {
            if (System.nanoTime() > deadline) {
                throw new IOException("The program does not count any further; please report it.");
            }
            Thread.sleep(100);
            lines = reading.call();
        }
        return lines;
    }
}
