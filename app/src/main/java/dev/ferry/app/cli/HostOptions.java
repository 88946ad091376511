package dev.ferry.app.cli;

import dev.ferry.app.Destination;
import dev.ferry.app.SandboxConnection;
import dev.ferry.engine.migrate.Reconnect;
import dev.ferry.engine.migrate.Route;
import dev.ferry.engine.procfs.OuterProc;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.agent.AgentCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to reach another host and the engine there. */
final class HostOptions {
    private static final String SANDBOX = "sandbox:";

    @Mixin
    private SshArguments ssh = new SshArguments();

    @Option(names = "--ferry", paramLabel = "PATH", description = "Where ferry is on that host.")
    private String executable;

    @Option(names = "--sudo", description = "Starts ferry there as root, by sudo without a password.")
    private boolean sudo;

    @Option(names = "--install", description = "Brings ferry there first if there is none, as ferry host install does.")
    private boolean install;

    /** Starts the engine on the host that the user named, by these words of ferry, for a tree with this root. */
    Destination connect(String host, int pid, String words, CommandLine command) throws IOException {
        AgentCommand agent = agent(host, command);
        return Destination.on(open(host, pid, command), agent, words);
    }

    /** Reaches the host that the user named, and sees to it that ferry is there if that is wanted. */
    HostConnection open(String host, int pid, CommandLine command) throws IOException {
        if (isSandbox(host)) {
            requireSandboxInSight();
            return SandboxConnection.toKept(pid);
        }
        if (install && executable != null) {
            throw new CommandLine.ParameterException(
                    command, "--install brings ferry to a place of its own; leave out --ferry");
        }
        HostConnection connection = ssh.open(host, command);
        return install ? EngineDelivery.before(connection, command.getErr()) : connection;
    }

    /** An engine in the pid namespace of a tree sees nothing of it, and would make another one in there. */
    private static void requireSandboxInSight() throws IOException {
        if (OuterProc.current().isOther()) {
            throw new IOException(
                    "The tree is in a pid namespace, from which there is no way into the sandbox; move it to a"
                            + " host, or into the sandbox by the console.");
        }
    }

    /** Reaches it once more, with the answers that were given before; nobody is asked anything. */
    Reconnect reconnect(String host, CommandLine command) {
        return () -> {
            HostConnection connection = isSandbox(host) ? SandboxConnection.toRunning() : ssh.openAgain(host, command);
            return Destination.on(connection, agent(host, command));
        };
    }

    /** What a later command needs to reach it. */
    Route route(String host) {
        List<String> options = new ArrayList<>(ssh.words());
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
