package dev.ferry.app.cli;

import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.conduct.session.SavedHosts;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ferry host list}. */
@Command(
        name = "list",
        description = "Hosts that were added here or in the console, then those that ssh_config(5) names.",
        mixinStandardHelpOptions = true)
final class HostListCommand implements Callable<Integer> {
    @Option(names = "--json", description = "The same for machines.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        List<SavedHost> hosts = SavedHosts.ofThisUser().all();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.of(hosts));
        } else {
            hosts.forEach(host -> out.println(host.address() + remark(host)));
        }
        out.flush();
        return ExitCode.DONE;
    }

    private static String remark(SavedHost host) {
        return switch (host.origin()) {
            case SSH_CONFIG -> "  (ssh_config)";
            case FERRY -> host.root() ? "  (sudo)" : "";
        };
    }
}
