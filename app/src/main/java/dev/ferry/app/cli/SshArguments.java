package dev.ferry.app.cli;

import dev.ferry.app.RememberedPrompts;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.SshOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** How to log in to another host. */
final class SshArguments {
    @Option(names = "--accept-new", description = "Trusts the key of a host that is not known yet.")
    private boolean acceptNew;

    @Option(names = "--identity", paramLabel = "FILE", description = "Private key to log in with.")
    private Path identity;

    @Option(names = "--ssh-config", paramLabel = "FILE", description = "Instead of ~/.ssh/config.")
    private Path sshConfig;

    private final RememberedPrompts prompts = new RememberedPrompts(new TerminalPrompts());

    /** Logs in to the host that the user named. */
    HostConnection open(String host, CommandLine command) throws IOException {
        return HostConnection.open(address(host, command), options(), prompts);
    }

    /** Once more, with the answers that were given before; nobody is asked anything. */
    HostConnection openAgain(String host, CommandLine command) throws IOException {
        prompts.askNoMore();
        return open(host, command);
    }

    /** What the user named, as an address; anything else is bad usage. */
    static HostAddress address(String host, CommandLine command) {
        try {
            return HostAddress.parse(host);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(command, e.getMessage(), e);
        }
    }

    private SshOptions options() {
        SshOptions options = SshOptions.defaults().withAcceptNew(acceptNew);
        if (identity != null) {
            options = options.withIdentities(identity);
        }
        return sshConfig == null ? options : options.withConfigFile(sshConfig);
    }

    /** Those that a later command needs, as they are typed, from whatever directory. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (identity != null) {
            words.add("--identity=" + identity.toAbsolutePath());
        }
        if (sshConfig != null) {
            words.add("--ssh-config=" + sshConfig.toAbsolutePath());
        }
        return words;
    }
}
