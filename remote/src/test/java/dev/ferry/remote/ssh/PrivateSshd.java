package dev.ferry.remote.ssh;

import dev.ferry.remote.HostAddress;
import dev.ferry.remote.SshOptions;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * An sshd(8) of our own on 127.0.0.1, with own host key, configuration and home directory in one folder. The account is the
 * one that runs the tests; logins see {@link #home()} as HOME, so that no real start file counts.
 */
public final class PrivateSshd implements Closeable {
    private final Path folder;
    private final int port;
    private final List<String> launcher;
    private Process process;

    private PrivateSshd(Path folder, int port, List<String> launcher) {
        this.folder = folder;
        this.port = port;
        this.launcher = launcher;
    }

    /** Starts one in this folder, which must exist; extra lines of sshd_config(5) come first and win. */
    public static PrivateSshd start(Path folder, String... extraConfig) throws IOException {
        return start(folder, List.of(), extraConfig);
    }

    /** The same, through a command that ends by running its arguments. */
    public static PrivateSshd start(Path folder, List<String> launcher, String... extraConfig) throws IOException {
        PrivateSshd sshd = new PrivateSshd(folder.toAbsolutePath(), freePort(), launcher);
        Files.createDirectories(sshd.home());
        if (System.getProperty("user.name").equals("root")) {
            Files.createDirectories(Path.of("/run/sshd")); // sshd's privilege separation directory
        }
        sshd.newHostKey();
        sshd.authorize(sshd.newKey("id_ed25519", "ed25519", ""));
        sshd.configure(extraConfig);
        sshd.run();
        return sshd;
    }

    private void configure(String... extra) throws IOException {
        List<String> config = new ArrayList<>(List.of(extra));
        config.addAll(List.of(
                "ListenAddress 127.0.0.1:" + port,
                "HostKey " + file("host_key"),
                "PidFile none",
                "AuthorizedKeysFile " + file("authorized_keys"),
                "PermitRootLogin yes",
                "UsePAM no",
                "StrictModes no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PrintMotd no",
                "SetEnv HOME=" + home()));
        Files.write(file("sshd_config"), config);
    }

    private void run() throws IOException {
        List<String> command = new ArrayList<>(launcher);
        // Absolute paths: sshd executes itself again from /.
        command.addAll(
                List.of("/usr/sbin/sshd", "-D", "-e", "-f", file("sshd_config").toString()));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(file("sshd.log").toFile())
                .start();
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(this::answers);
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IOException("sshd ended: " + log());
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Replaces the host key; a running sshd keeps the old one until {@link #restart()}. */
    public void newHostKey() throws IOException {
        Files.deleteIfExists(file("host_key"));
        newKey("host_key", "ed25519", "");
    }

    /** Ends sshd and starts it again on the same port. */
    public void restart() throws IOException {
        close();
        run();
    }

    /** Makes a key pair in the folder with ssh-keygen(1). */
    public Path newKey(String name, String type, String passphrase) throws IOException {
        Commands.run(
                "ssh-keygen",
                "-q",
                "-t",
                type,
                "-N",
                passphrase,
                "-C",
                name,
                "-f",
                file(name).toString());
        return file(name);
    }

    /** Lets this key, and no other, log in. */
    public void authorize(Path key) throws IOException {
        Files.copy(Path.of(key + ".pub"), file("authorized_keys"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** The address of this host. */
    public HostAddress address() {
        return new HostAddress(Optional.of(System.getProperty("user.name")), "127.0.0.1", OptionalInt.of(port));
    }

    /** Options that use nothing of the real user's: the folder's key, known_hosts file and no agent. */
    public SshOptions options() {
        return SshOptions.defaults()
                .withConfigFile(Path.of("/dev/null"))
                .withKnownHosts(file("known_hosts"))
                .withIdentities(file("id_ed25519"))
                .withAgentSocket(Optional.empty())
                .withAcceptNew(true);
    }

    /** A file of the folder. */
    public Path file(String name) {
        return folder.resolve(name);
    }

    /** HOME of whoever logs in. */
    public Path home() {
        return folder.resolve("home");
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The sshd that listens, and those that serve a connection each. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    /** What sshd has logged. */
    public String log() throws IOException {
        return Files.readString(file("sshd.log"), StandardCharsets.UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Ends sshd and all its connections. */
    @Override
    public void close() throws IOException {
        List<ProcessHandle> serving = process.descendants().toList();
        process.destroy();
        serving.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IOException("sshd does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
