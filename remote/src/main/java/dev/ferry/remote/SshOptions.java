package dev.ferry.remote;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How to reach hosts. Whatever is left empty comes from ssh_config(5).
 *
 * @param knownHosts known_hosts files instead of the configured ones; new keys are appended to the first
 * @param identities private key files instead of the configured ones
 * @param acceptNew true to trust unknown hosts without a question ({@code StrictHostKeyChecking accept-new})
 * @param connectTimeout for the TCP connection, and for the host's silence until we are logged in
 * @param keepAlive how often an idle link is probed; after three of them in silence it is dead
 * @param configFile the file for {@code ssh -F}, if not the usual ones
 * @param agentSocket the ssh-agent(1) socket; {@code defaults()} takes SSH_AUTH_SOCK
 * @param allowPassword whether password and keyboard-interactive may be tried
 */
public record SshOptions(
        List<Path> knownHosts,
        List<Path> identities,
        boolean acceptNew,
        Duration connectTimeout,
        Duration keepAlive,
        Optional<Path> configFile,
        Optional<Path> agentSocket,
        boolean allowPassword) {

    /** Copies the lists and checks the times. */
    public SshOptions {
        knownHosts = List.copyOf(knownHosts);
        identities = List.copyOf(identities);
        if (connectTimeout.toMillis() < 1 || keepAlive.toSeconds() < 1) {
            throw new IllegalArgumentException("time-outs must be positive, the keep-alive at least one second");
        }
    }

    /** Everything from ssh_config(5) and the environment; 10 s to connect, a probe every 10 s. */
    public static SshOptions defaults() {
        Optional<Path> agent = Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                .filter(socket -> !socket.isBlank())
                .map(Path::of);
        return new SshOptions(
                List.of(),
                List.of(),
                false,
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Optional.empty(),
                agent,
                true);
    }

    /** With these known_hosts files only. */
    public SshOptions withKnownHosts(Path... files) {
        return new SshOptions(
                List.of(files),
                identities,
                acceptNew,
                connectTimeout,
                keepAlive,
                configFile,
                agentSocket,
                allowPassword);
    }

    /** With these private keys only. */
    public SshOptions withIdentities(Path... files) {
        return new SshOptions(
                knownHosts,
                List.of(files),
                acceptNew,
                connectTimeout,
                keepAlive,
                configFile,
                agentSocket,
                allowPassword);
    }

    /** Trusting unknown hosts, or not. */
    public SshOptions withAcceptNew(boolean accept) {
        return new SshOptions(
                knownHosts, identities, accept, connectTimeout, keepAlive, configFile, agentSocket, allowPassword);
    }

    /** With this limit for connecting. */
    public SshOptions withConnectTimeout(Duration limit) {
        return new SshOptions(
                knownHosts, identities, acceptNew, limit, keepAlive, configFile, agentSocket, allowPassword);
    }

    /** Probing this often. */
    public SshOptions withKeepAlive(Duration interval) {
        return new SshOptions(
                knownHosts, identities, acceptNew, connectTimeout, interval, configFile, agentSocket, allowPassword);
    }

    /** With this ssh_config(5) file. */
    public SshOptions withConfigFile(Path file) {
        return new SshOptions(
                knownHosts,
                identities,
                acceptNew,
                connectTimeout,
                keepAlive,
                Optional.of(file),
                agentSocket,
                allowPassword);
    }

    /** With this agent, or none. */
    public SshOptions withAgentSocket(Optional<Path> socket) {
        return new SshOptions(
                knownHosts, identities, acceptNew, connectTimeout, keepAlive, configFile, socket, allowPassword);
    }

    /** With or without passwords. */
    public SshOptions withAllowPassword(boolean allow) {
        return new SshOptions(
                knownHosts, identities, acceptNew, connectTimeout, keepAlive, configFile, agentSocket, allow);
    }
}
