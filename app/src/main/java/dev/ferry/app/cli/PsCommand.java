package dev.ferry.app.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ferry ps}. */
@Command(
        name = "ps",
        description = "Shows process trees, and which of them can be dumped here.",
        mixinStandardHelpOptions = true)
final class PsCommand implements Callable<Integer> {
    private static final String FORMAT = "%7s  %-10s %5s %7s %10s  %-40s  %s%n";
    private static final int COMMAND_WIDTH = 40;
    private static final double SHORTEST = 0.1;
    private static final double LONGEST = 3600;

    @Option(names = "--json", description = "An array of trees for machines.")
    private boolean json;

    @Option(
            names = "--watch",
            arity = "0..1",
            paramLabel = "SECONDS",
            fallbackValue = "1",
            description =
                    "With --json: a line with the load and all processes every second, or as often as said, until the"
                            + " input ends.")
    private Double watch;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (watch != null) {
            return watch();
        }
        PrintWriter out = spec.commandLine().getOut();
        List<TreeRow> trees = TreeList.ofThisUser();
        if (json) {
            out.println(Json.of(trees));
        } else {
            out.printf(Locale.ROOT, FORMAT, "PID", "USER", "TASKS", "THREADS", "MEMORY", "COMMAND", "MOVABLE");
            trees.forEach(tree -> print(tree, out));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private int watch() throws IOException, InterruptedException {
        if (!json || !(watch >= SHORTEST && watch <= LONGEST)) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--watch is for --json, and for 0.1 to 3600 seconds");
        }
        ProcessWatch.run(watch);
        return ExitCode.DONE;
    }

    private static void print(TreeRow tree, PrintWriter out) {
        String indent = " ".repeat(Math.min(tree.depth() * 2, COMMAND_WIDTH / 2));
        out.printf(
                Locale.ROOT,
                FORMAT,
                tree.pid(),
                Printable.of(tree.user(), 10),
                tree.tasks(),
                tree.threads(),
                Figures.bytes(tree.memoryBytes()),
                Printable.of(indent + tree.command(), COMMAND_WIDTH),
                tree.movable() ? "yes" : "no: " + Printable.of(tree.reason()));
    }
}
