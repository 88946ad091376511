package dev.ferry.app.cli;

import dev.ferry.app.Destination;
import dev.ferry.app.RememberedPrompts;
import dev.ferry.app.SandboxConnection;
import dev.ferry.engine.migrate.Reconnect;
import dev.ferry.engine.migrate.Route;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.agent.AgentCommand;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How to reach another host and the engine there. */
final class HostOptions {
    private static final String SANDBOX = "sandbox:";

    @Option(names = "--accept-new", description = "Trusts the key of a host that is not known yet.")
    private boolean acceptNew;

    @Option(names = "--identity", paramLabel = "FILE", description = "Private key to log in with.")
    private Path identity;

    @Option(names = "--ssh-config", paramLabel = "FILE", description = "Instead of ~/.ssh/config.")
    private Path sshConfig;

    @Option(names = "--ferry", paramLabel = "PATH", description = "Where ferry is on that host.")
    private String executable;

    @Option(names = "--sudo", description = "Starts ferry there as root, by sudo without a password.")
    private boolean sudo;

    private final RememberedPrompts prompts = new RememberedPrompts(new TerminalPrompts());

    /** Starts the engine on the host that the user named, for a tree with this root. */
    Destination connect(String host, int pid, CommandLine command) throws IOException {
        AgentCommand agent = agent(host, command);
        return Destination.on(open(host, pid, command), agent);
    }

    /** Reaches the host that the user named. */
    HostConnection open(String host, int pid, CommandLine command) throws IOException {
        return isSandbox(host)
                ? SandboxConnection.toKept(pid)
                : HostConnection.open(address(host, command), ssh(), prompts);
    }

    /** Reaches it once more, with the answers that were given before; nobody is asked anything. */
    Reconnect reconnect(String host, CommandLine command) {
        return () -> {
            prompts.askNoMore();
            HostConnection connection = isSandbox(host)
                    ? SandboxConnection.toRunning()
                    : HostConnection.open(address(host, command), ssh(), prompts);
            return Destination.on(connection, agent(host, command));
        };
    }

    /** What a later command needs to reach it. */
    Route route(String host) {
        List<String> options = new ArrayList<>();
        if (identity != null) {
            options.add("--identity=" + identity.toAbsolutePath());
        }
        if (sshConfig != null) {
            options.add("--ssh-config=" + sshConfig.toAbsolutePath());
        }
        if (executable != null) {
            options.add("--ferry=" + executable);
        }
        if (sudo) {
            options.add("--sudo");
        }
        return new Route(host, options);
    }

    /** How an earlier command reached a host; nobody is asked anything. */
    static Reconnect along(Route route, CommandLine command) {
        HostOptions options =
                CommandLine.populateCommand(new HostOptions(), route.options().toArray(String[]::new));
        return options.reconnect(route.host(), command);
    }

    private static boolean isSandbox(String host) {
        return host.equals(SANDBOX);
    }

    private static HostAddress address(String host, CommandLine command) {
        try {
            return HostAddress.parse(host);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command, e.getMessage() + ", or sandbox:", e);
        }
    }

    private SshOptions ssh() {
        SshOptions options = SshOptions.defaults().withAcceptNew(acceptNew);
        if (identity != null) {
            options = options.withIdentities(identity);
        }
        return sshConfig == null ? options : options.withConfigFile(sshConfig);
    }

    /** How ferry is started there. */
    AgentCommand agent(String host, CommandLine command) {
        try {
            AgentCommand agent = isSandbox(host)
                    ? SandboxConnection.engine()
                    : AgentCommand.usual().withSudo(sudo);
            return executable == null ? agent : agent.withExecutable(executable);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command, "--ferry: " + e.getMessage(), e);
        }
    }
}
