package dev.ferry.app.cli;

import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.conduct.session.SavedHosts;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.install.HostInstaller;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ferry host remove}. */
@Command(
        name = "remove",
        description = "Forgets a host. What is installed there stays, unless --purge removes it.",
        mixinStandardHelpOptions = true)
final class HostRemoveCommand implements Callable<Integer> {
    @Parameters(paramLabel = "HOST", description = "[user@]name[:port]")
    private String host;

    @Option(names = "--purge", description = "Removes first what ferry host install has put there.")
    private boolean purge;

    @Mixin
    private SshArguments ssh;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        String address = SshArguments.address(host, spec.commandLine()).toString();
        boolean purged = purge && purge();
        SavedHosts saved = SavedHosts.ofThisUser();
        Optional<SavedHost> known = saved.all().stream()
                .filter(other -> other.origin() == SavedHost.Origin.FERRY)
                .filter(other -> other.address().equals(address))
                .findFirst();
        if (known.isPresent()) {
            saved.forget(known.get());
        } else if (!purge) {
            throw new IOException(address + " is not among the hosts that were added; `ferry host list` shows them.");
        }
        if (purge) {
            say(purged ? "Ferry is gone from " + address + "." : "Nothing was installed on " + address + ".");
        }
        return ExitCode.DONE;
    }

    private boolean purge() throws IOException {
        try (HostConnection connection = ssh.open(host, spec.commandLine())) {
            return new HostInstaller(connection).purge();
        }
    }

    private void say(String sentence) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(sentence);
        out.flush();
    }
}
