package dev.ferry.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ferry.app.LocalConnection;
import dev.ferry.app.SandboxConnection;
import dev.ferry.app.conduct.History;
import dev.ferry.app.conduct.HistoryEntry;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.SavedHost;
import dev.ferry.app.conduct.session.LiveHosts;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.testhost.TestHost;
import dev.ferry.testwindow.ConsoleDriver;
import dev.ferry.testwindow.TestDisplay;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Consoles of this machine and of real hosts for the tests of one class, one window each, and programs to move. What a test has opened and
 * started ends with it. Without root, a display or a program that is needed the class is skipped, with the reason.
 */
final class ConsoleSite implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    private final boolean hasSandbox;
    private final String[] programs;
    private final Deque<Closeable> opened = new ArrayDeque<>();
    private SandboxHost sandbox;

    private ConsoleSite(boolean hasSandbox, String... programs) {
        this.hasSandbox = hasSandbox;
        this.programs = programs;
    }

    /** With a sandbox that the tests of the class share. */
    static ConsoleSite withSandbox(String... programs) {
        return new ConsoleSite(true, programs);
    }

    /** For tests that look at other hosts. */
    static ConsoleSite withoutSandbox(String... programs) {
        return new ConsoleSite(false, programs);
    }

    /**
     * How the person at the console reaches hosts.
     *
     * @param ssh other hosts
     * @param machine this one
     * @param there ferry on other hosts
     */
    record Reach(SshOptions ssh, LocalConnection machine, AgentCommand there) {
        /** As somebody who has set up nothing. */
        static final Reach USUAL = new Reach(SshOptions.defaults(), new LocalConnection(), AgentCommand.usual());

        /** Commands of this machine are run as another user. */
        Reach by(LocalConnection other) {
            return new Reach(ssh, other, there);
        }

        /** Another ferry is started on hosts. */
        Reach with(AgentCommand other) {
            return new Reach(ssh, machine, other);
        }

        /** Root of that host, with its key. */
        static Reach to(TestHost host, Path directory, Path knownHosts) throws IOException {
            Path config = directory.resolve("ssh_config");
            Files.writeString(config, "Host " + host.address() + "\n  User root\n");
            SshOptions ssh = SshOptions.defaults()
                    .withConfigFile(config)
                    .withIdentities(host.sshKey())
                    .withKnownHosts(knownHosts);
            return new Reach(ssh, USUAL.machine, USUAL.there);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        assumeTrue(TestDisplay.isPossible(), "Xvfb is not installed");
        assumeTrue(System.getProperty("user.name").equals("root"), "to move programs into the sandbox needs root");
        Installed.require("python3");
        Installed.require(programs);
        System.setProperty("ferry.launcher", Ferry.LAUNCHER.toString());
        if (hasSandbox) sandbox = SandboxHost.start(SandboxConnection.optionsFor(0));
    }

    /** The window of somebody who keeps everything in this directory; its history is there too. */
    ConsoleDriver open(Path directory) throws Exception {
        ConsoleDriver console = open(directory, Reach.USUAL);
        console.seeText("#host-sandbox", "core");
        return console;
    }

    /** The same, with hosts that were saved earlier. */
    ConsoleDriver open(Path directory, Reach reach, SavedHost... saved) throws Exception {
        Hosts hosts = new LiveHosts(
                reach.ssh(),
                reach.machine(),
                SandboxConnection.engine(),
                reach.there(),
                this::door,
                directory.resolve("config"));
        opened.push(hosts);
        for (SavedHost host : saved) hosts.save(host);
        ConsoleDriver console = ConsoleDriver.open(hosts, new History(directory), directory.resolve("window"));
        opened.push(console::close);
        return console;
    }

    private HostConnection door() throws IOException {
        if (sandbox == null) throw new IOException("There is no sandbox in this test.");
        return new SandboxConnection(sandbox);
    }

    /** A program that counts into a file in that directory. */
    LocalCounter count(Path directory) throws IOException {
        return count(directory, 0);
    }

    /** The same, which keeps so much memory busy. */
    LocalCounter count(Path directory, int busyMebibytes) throws IOException {
        LocalCounter counter = LocalCounter.start(directory, busyMebibytes);
        opened.push(counter);
        return counter;
    }

    /** The same in the mount namespace of that polkitd, where those who become root through it work. */
    LocalCounter count(Path directory, Polkit polkit) throws IOException {
        LocalCounter counter = LocalCounter.start(directory, 0, polkit::inside);
        opened.push(counter);
        return counter;
    }

    SandboxHost sandbox() {
        return sandbox;
    }

    /** How the moves of the person ended, the newest first. */
    static List<HistoryEntry.Outcome> outcomes(Path directory) throws IOException {
        return new History(directory)
                .entries().stream().map(HistoryEntry::outcome).toList();
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        closeOpened();
    }

    /** The last one first, and all of them. */
    private void closeOpened() throws IOException {
        if (opened.isEmpty()) return;
        try {
            opened.pop().close();
        } finally {
            closeOpened();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (sandbox != null) sandbox.close();
        sandbox = null;
    }
}
