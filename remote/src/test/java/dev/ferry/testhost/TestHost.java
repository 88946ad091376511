package dev.ferry.testhost;

import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.remote.sandbox.SandboxOptions;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * One host to test with: its own pids, mounts, host name, network, System V IPC and copy-on-write root, and an OpenSSH
 * server. What is in the machine's root, the JDK and the build included, is visible inside.
 */
public final class TestHost implements Closeable {
    static final int SSH_PORT = 22;

    private static final Duration SSHD_START = Duration.ofSeconds(10);

    /** The root account must not be locked, and the user's start-up files would slow down every ssh command. */
    private static final String START_SSHD = "mkdir -p /run/sshd && sed -i 's/^root:![^:]*:/root:*:/' /etc/shadow"
            + " && : >/root/.bashrc && /usr/sbin/sshd -f \"$1\" -E /run/sshd.log";

    /** Its parent ends at once, so that init is what the program sees as its parent. */
    private static final String START_PROGRAM =
            "out=$1 err=$2; shift 2; setsid -- \"$@\" </dev/null >\"$out\" 2>\"$err\" & echo $!";

    private final String name;
    private final String address;
    private final SandboxHost sandbox;
    private final TestNetwork network;
    private final TestKeys keys;
    private final AtomicInteger programs = new AtomicInteger();

    private TestHost(String name, String address, SandboxHost sandbox, TestNetwork network, TestKeys keys) {
        this.name = name;
        this.address = address;
        this.sandbox = sandbox;
        this.network = network;
        this.keys = keys;
    }

    static TestHost start(String name, int firstPid, long clocksAhead, TestNetwork network, TestKeys keys)
            throws IOException {
        String address = network.nextAddress();
        keys.addHost(name, address);
        SandboxHost sandbox = SandboxHost.start(SandboxOptions.defaults()
                .withHostName(name)
                .withFirstPid(firstPid)
                .withClocksAhead(clocksAhead)
                .sharingTmp());
        TestHost host = new TestHost(name, address, sandbox, network, keys);
        try {
            network.plugIn(name, sandbox);
            host.startSshd();
            return host;
        } catch (IOException | RuntimeException e) {
            sandbox.close();
            throw e;
        }
    }

    /** Runs a program in the host to its end, with nothing to read. */
    public Ran exec(String... command) throws IOException {
        return Ran.inside(sandbox, new byte[0], List.of(command));
    }

    /** Starts a program in the background: leader of its own session, its output in two files of {@code /run}. */
    public Program start(String... command) throws IOException {
        String files = "/run/program" + programs.incrementAndGet();
        List<String> line = new ArrayList<>(List.of("sh", "-c", START_PROGRAM, "sh", files + ".out", files + ".err"));
        line.addAll(List.of(command));
        String pid = Ran.inside(sandbox, new byte[0], line).outIfOk().strip();
        return new Program(Long.parseLong(pid), files + ".out", files + ".err");
    }

    /** Whether a process with this pid, as seen inside, exists and is not a zombie. */
    public boolean alive(long pid) {
        return "ZX".indexOf(state(pid)) < 0;
    }

    /** The letter of its state, proc_pid_stat(5): R, S, D, T (stopped), t (traced), Z; X if there is none. */
    public char state(long pid) {
        try {
            String stat =
                    Files.readString(sandbox.root().resolve("proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
            return stat.charAt(stat.lastIndexOf(')') + 2);
        } catch (IOException e) {
            return 'X';
        }
    }

    /** The text of a file in the host. */
    public String read(String path) throws IOException {
        return exec("cat", "--", path).outIfOk();
    }

    /** Writes a file in the host, and nowhere else. */
    public void write(String path, String text) throws IOException {
        List<String> command = List.of("sh", "-c", "cat >\"$1\"", "sh", path);
        Ran.inside(sandbox, text.getBytes(StandardCharsets.UTF_8), command).outIfOk();
    }

    /** Its own host name; the other hosts know it by this name too. */
    public String hostName() {
        return name;
    }

    /** Its IPv4 address, reachable from the test process and the other hosts. */
    public String address() {
        return address;
    }

    /** The TCP port of its ssh server. */
    public int sshPort() {
        return SSH_PORT;
    }

    /** The private key that opens it, in OpenSSH format; the path is the same inside every host. */
    public Path sshKey() {
        return keys.client();
    }

    /** A known_hosts file with the key of this host only; the path is the same inside every host. */
    public Path knownHosts() {
        return keys.knownHosts(name);
    }

    /** Arguments for the ssh client up to the destination, for use in the test process and in the other hosts. */
    public List<String> sshArgs() {
        return List.of(
                "-F",
                "none",
                "-i",
                sshKey().toString(),
                "-o",
                "IdentitiesOnly=yes",
                "-o",
                "BatchMode=yes",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "UserKnownHostsFile=" + knownHosts(),
                "-o",
                "GlobalKnownHostsFile=none",
                "-p",
                Integer.toString(SSH_PORT),
                "root@" + address);
    }

    /** The sandbox below. */
    public SandboxHost sandbox() {
        return sandbox;
    }

    /** Pulls its network cable: packets are lost, connections stay. */
    public void cutLink() throws IOException {
        network.cut(name);
    }

    /** Puts its network cable back. */
    public void restoreLink() throws IOException {
        network.restore(name);
    }

    @Override
    public void close() throws IOException {
        sandbox.close();
    }

    void introduce(TestHost other) throws IOException {
        exec("sh", "-c", "echo " + other.address + " " + other.name + " >>/etc/hosts")
                .outIfOk();
    }

    private void startSshd() throws IOException {
        exec("sh", "-c", START_SSHD, "sh", keys.sshdConfig(name).toString()).outIfOk();
        Awaitility.await("sshd of " + name)
                .atMost(SSHD_START)
                .pollInterval(Duration.ofMillis(10))
                .until(this::sshdAnswers);
    }

    private boolean sshdAnswers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(address, SSH_PORT), 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
