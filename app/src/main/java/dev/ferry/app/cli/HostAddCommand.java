package dev.ferry.app.cli;

import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.conduct.session.SavedHosts;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry host add}. */
@Command(
        name = "add",
        description = "Writes a host down: the console shows it from now on. Nothing is sent to it.",
        mixinStandardHelpOptions = true)
final class HostAddCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST", description = "[user@]name[:port]")
    private String host;

    @Option(names = "--sudo", description = "The console starts ferry there as root, by sudo without a password.")
    private boolean sudo;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String address = SshArguments.address(host, spec.commandLine()).toString();
        SavedHosts.ofThisUser().save(new SavedHost(address, sudo, SavedHost.Origin.FERRY));
        return ExitCode.DONE;
    }
}
