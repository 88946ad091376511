package dev.ferry.testhost;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keys and ssh files made for one set of hosts, in a temporary directory. It is made before the hosts, so every host
 * shows it at the same path.
 */
final class TestKeys implements Closeable {
    private final Path directory;

    private TestKeys(Path directory) {
        this.directory = directory;
    }

    static TestKeys generate() throws IOException {
        TestKeys keys = new TestKeys(Files.createTempDirectory("ferry-test-hosts"));
        keygen(keys.client(), "ferry test");
        return keys;
    }

    /** The private key that every host lets in as root. */
    Path client() {
        return directory.resolve("client_key");
    }

    Path knownHosts(String host) {
        return directory.resolve(host + ".known_hosts");
    }

    Path sshdConfig(String host) {
        return directory.resolve(host + ".sshd_config");
    }

    /** Makes the host key, known_hosts and sshd_config of one host. */
    void addHost(String host, String address) throws IOException {
        Path hostKey = directory.resolve(host + ".host_key");
        keygen(hostKey, host);
        Files.writeString(knownHosts(host), host + "," + address + " " + Files.readString(publicKey(hostKey)));
        Files.writeString(sshdConfig(host), config(hostKey));
    }

    /** Paths are absolute because sshd starts itself anew from "/". It would not trust keys below /tmp: StrictModes. */
    private String config(Path hostKey) {
        return String.join(
                "\n",
                "Port " + TestHost.SSH_PORT,
                "HostKey " + hostKey,
                "AuthorizedKeysFile " + publicKey(client()),
                "StrictModes no",
                "PermitRootLogin prohibit-password",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "UsePAM no",
                "UseDNS no",
                "PidFile /run/sshd.pid",
                "Subsystem sftp internal-sftp",
                "");
    }

    private static Path publicKey(Path key) {
        return key.resolveSibling(key.getFileName() + ".pub");
    }

    private static void keygen(Path key, String comment) throws IOException {
        Ran.here(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", key.toString()))
                .outIfOk();
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) Files.delete(file);
        }
        Files.delete(directory);
    }
}
