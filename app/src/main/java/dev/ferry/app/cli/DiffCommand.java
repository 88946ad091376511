package dev.ferry.app.cli;

import dev.ferry.engine.diff.Comparison;
import dev.ferry.engine.diff.Difference;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry diff}. */
@Command(
        name = "diff",
        description = "Says what changed between two checkpoints of one tree: processes, memory, open files.",
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "BEFORE", description = "Directory or file.")
    private Path before;

    @Parameters(index = "1", paramLabel = "AFTER", description = "Directory or file.")
    private Path after;

    @Option(names = "--json", description = "One object for machines.")
    private boolean json;

    @Mixin
    private UnsealOptions unseal;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Difference difference = Comparison.of(before, after, unseal.unsealing());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(difference));
        } else {
            new DifferenceText(difference, out).print();
        }
        out.flush();
        return ExitCode.DONE;
    }
}
