package dev.ferry.app.cli;

import dev.ferry.app.NewFile;
import dev.ferry.engine.core.CoreReport;
import dev.ferry.engine.core.CoreWriter;
import dev.ferry.engine.stream.ImageSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry core}. */
@Command(
        name = "core",
        description =
                "Makes a core file for debuggers (gdb PROGRAM CORE) from one process of a checkpoint, of Ferry or of CRIU.",
        mixinStandardHelpOptions = true)
final class CoreCommand implements Callable<Integer> {
    private static final String STDOUT = "-";

    @Mixin
    private CheckpointInput checkpoint;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "PID",
            description = "The process; else the root of the tree.")
    private Integer pid;

    @Option(
            names = "-o",
            required = true,
            paramLabel = "CORE",
            description = "New file; memory that is zero takes no room in it.")
    private String core;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        if (core.equals(STDOUT)) {
            throw new ParameterException(
                    spec.commandLine(), "a core file has holes, so it can not go through a pipe; name a file");
        }
        OptionalInt wanted = pid == null ? OptionalInt.empty() : OptionalInt.of(pid);
        try (ImageSource source = checkpoint.open();
                NewFile file = NewFile.create(Path.of(core))) {
            file.goesWithUs();
            CoreReport report = CoreWriter.write(source, wanted, file.channel());
            file.complete();
            print(report);
        }
        return ExitCode.DONE;
    }

    private void print(CoreReport report) {
        PrintWriter err = spec.commandLine().getErr();
        String program = report.program().isEmpty() ? "PROGRAM" : report.program();
        err.println(Printable.of("Process " + report.pid() + " is in " + core + " ("
                + Figures.count(report.threads(), "thread") + ", " + Figures.bytes(report.memoryBytes())
                + " of memory); look into it with gdb " + program + " " + core + "."));
        if (pid == null && !report.others().isEmpty()) {
            err.println("It is the root; the checkpoint has "
                    + Figures.count(report.others().size(), "other process", "", "es")
                    + ", which can be named (ferry show lists them).");
        }
        err.flush();
    }
}
