package dev.ferry.app.cli;

import dev.ferry.engine.EngineVersion;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code ferry} itself: alone it opens the console, or says what it can do. */
@Command(
        name = "ferry",
        description = "Moves running programs to other hosts.",
        mixinStandardHelpOptions = true,
        versionProvider = FerryCommand.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        scope = ScopeType.LOCAL,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed, and the program runs on where it was",
            "2:bad usage",
            "3:refused by the check, nothing was touched",
            "4:in doubt (see ferry resolve)"
        })
public final class FerryCommand implements Callable<Integer> {
    private final Interrupt interrupt;
    private final Optional<Callable<Integer>> console;

    @Spec
    private CommandSpec spec;

    private boolean verbose;

    private FerryCommand(Interrupt interrupt, Optional<Callable<Integer>> console) {
        this.interrupt = interrupt;
        this.console = console;
        Logger.getLogger("").setLevel(Level.OFF);
    }

    /**
     * What the shell asks for with these arguments.
     *
     * @param console what is opened if nothing is asked for, where that is possible
     */
    public static CommandLine commandLine(
            Interrupt interrupt, Optional<Callable<Integer>> console, String... arguments) {
        CommandLine ferry = new CommandLine(new FerryCommand(interrupt, console));
        Subcommands.wantedBy(arguments).forEach(ferry::addSubcommand);
        return ferry.setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(FailureMessage::badUsage)
                .setExecutionExceptionHandler(FailureMessage::failed);
    }

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Details of what happens, and of what went wrong.")
    void setVerbose(boolean verbose) {
        this.verbose = verbose;
        Logger.getLogger("").setLevel(verbose ? Level.WARNING : Level.OFF);
    }

    boolean isVerbose() {
        return verbose;
    }

    Interrupt interrupt() {
        return interrupt;
    }

    @Override
    public Integer call() throws Exception {
        if (console.isPresent()) return console.get().call();
        PrintWriter out = spec.commandLine().getOut();
        spec.commandLine().usage(out);
        return ExitCode.DONE;
    }

    /** One line. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"ferry " + EngineVersion.CURRENT};
        }
    }
}
