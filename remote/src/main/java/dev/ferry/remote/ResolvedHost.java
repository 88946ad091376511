package dev.ferry.remote;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A host as ssh_config(5) describes it, after {@link SshOptions} had their say.
 *
 * @param address as the person wrote it, for messages
 * @param hostName what to connect to
 * @param keyAlias HostKeyAlias: the name under which known_hosts has it
 * @param identities private key files in the order to try
 * @param knownHosts files to search; keys are appended to the first
 * @param jumps ProxyJump, nearest first
 * @param identitiesOnly whether an agent may offer other keys than {@code identities}
 * @param acceptNew whether an unknown key is trusted without a question
 * @param hashNames HashKnownHosts: whether appended names are hidden
 */
public record ResolvedHost(
        HostAddress address,
        String user,
        String hostName,
        int port,
        Optional<String> keyAlias,
        List<Path> identities,
        List<Path> knownHosts,
        List<HostAddress> jumps,
        Optional<Path> agentSocket,
        boolean identitiesOnly,
        boolean acceptNew,
        boolean hashNames) {

    /** Copies the lists. */
    public ResolvedHost {
        identities = List.copyOf(identities);
        knownHosts = List.copyOf(knownHosts);
        jumps = List.copyOf(jumps);
    }

    /** The host's name in known_hosts: lower case, {@code [name]:port} unless the port is 22. */
    public String knownName() {
        if (keyAlias.isPresent()) {
            return keyAlias.get().toLowerCase(Locale.ROOT);
        }
        String name = plainName();
        return port == 22 ? name : "[" + name + "]:" + port;
    }

    /** The host's name in known_hosts without a port. */
    public String plainName() {
        return keyAlias.orElse(hostName).toLowerCase(Locale.ROOT);
    }

    /** {@code user@name}, with the port if it is unusual: for sentences. */
    public String shown() {
        return user + "@" + hostName + (port == 22 ? "" : ":" + port);
    }
}
