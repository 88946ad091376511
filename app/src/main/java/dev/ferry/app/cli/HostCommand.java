package dev.ferry.app.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ferry host}; it does nothing without one of its commands. */
@Command(
        name = "host",
        description = "Hosts that the console shows, and Ferry on hosts that have none.",
        subcommands = {HostAddCommand.class, HostListCommand.class, HostRemoveCommand.class, HostInstallCommand.class},
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class HostCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say add, list, remove or install");
    }
}
