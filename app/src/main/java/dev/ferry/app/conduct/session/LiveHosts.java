package dev.ferry.app.conduct.session;

import dev.ferry.app.LocalConnection;
import dev.ferry.app.RememberedPrompts;
import dev.ferry.app.SandboxConnection;
import dev.ferry.app.conduct.HostSession;
import dev.ferry.app.conduct.Hosts;
import dev.ferry.app.conduct.SavedHost;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.install.HeadlessImage;
import dev.ferry.remote.install.HostInstaller;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntConsumer;

/** Hosts over ssh, this machine, and its sandbox. */
public final class LiveHosts implements Hosts {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");

    private final SshOptions ssh;
    private final LocalConnection machine;
    private final AgentCommand here;
    private final AgentCommand there;
    private final SandboxDoor sandbox;
    private final SavedHosts saved;
    private final List<LiveSession> sessions = new CopyOnWriteArrayList<>();
    private volatile LiveSession thisMachine;

    /** The way into a sandbox, which is started if need be. */
    @FunctionalInterface
    public interface SandboxDoor {
        /** A connection to it. */
        HostConnection open() throws IOException;
    }

    /**
     * With settings of its own.
     *
     * @param ssh how hosts are reached
     * @param here how ferry is started on this machine
     * @param there the same on other hosts
     * @param sandbox how the sandbox is reached if this process is root
     * @param configDirectory where saved hosts are written down
     */
    public LiveHosts(SshOptions ssh, AgentCommand here, AgentCommand there, SandboxDoor sandbox, Path configDirectory) {
        this(ssh, new LocalConnection(), here, there, sandbox, configDirectory);
    }

    /**
     * The same.
     *
     * @param machine how commands of this machine are run
     */
    public LiveHosts(
            SshOptions ssh,
            LocalConnection machine,
            AgentCommand here,
            AgentCommand there,
            SandboxDoor sandbox,
            Path configDirectory) {
        this.ssh = ssh;
        this.machine = machine;
        this.here = here;
        this.there = there;
        this.sandbox = sandbox;
        this.saved = SavedHosts.in(configDirectory, ssh);
    }

    /** As ssh(1) and the user's directories have it. */
    public static LiveHosts ofThisUser() {
        return new LiveHosts(
                SshOptions.defaults(),
                SandboxConnection.engine(),
                AgentCommand.usual(),
                () -> SandboxConnection.toKept(0),
                ConfigDirectory.ofThisUser());
    }

    @Override
    public HostSession thisMachine(UserPrompts prompts) throws IOException {
        String name = Files.readString(HOST_NAME).strip();
        EnginePlace place = new EnginePlace(machine, here, name, name);
        thisMachine = kept(LiveSession.open(place, LocalWays.of(machine, prompts)));
        return thisMachine;
    }

    @Override
    public HostSession sandbox() throws IOException {
        return kept(LiveSession.open(sandboxPlace(), new SandboxWays(sandbox)));
    }

    /** From outside only root gets into it; a ferry that is root already can be asked to go there. */
    private EnginePlace sandboxPlace() throws IOException {
        LiveSession machine = thisMachine;
        if (!System.getProperty("user.name").equals("root")
                && machine != null
                && machine.profile().root()) {
            EnginePlace root = machine.place();
            return new EnginePlace(root.connection(), root.command(), "the sandbox", "sandbox:", "in-sandbox ");
        }
        return new EnginePlace(sandbox.open(), here, "the sandbox", "sandbox:");
    }

    @Override
    public HostSession open(HostAddress address, boolean root, UserPrompts prompts) throws IOException {
        RememberedPrompts remembered = new RememberedPrompts(prompts);
        return open(HostConnection.open(address, ssh, remembered), root, remembered);
    }

    @Override
    public HostSession install(HostAddress address, boolean root, UserPrompts prompts, IntConsumer percent)
            throws IOException {
        HeadlessImage image = HeadlessImage.ofThisFerry();
        RememberedPrompts remembered = new RememberedPrompts(prompts);
        HostConnection connection = HostConnection.open(address, ssh, remembered);
        try {
            new HostInstaller(connection).install(image, new Percent(percent));
        } catch (IOException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return open(connection, root, remembered);
    }

    private HostSession open(HostConnection connection, boolean root, RememberedPrompts remembered) throws IOException {
        HostAddress address = connection.address();
        EnginePlace place = new EnginePlace(connection, there.withSudo(root), address.toString(), address.toString());
        return kept(LiveSession.open(place, new SshWays(address, ssh, remembered)));
    }

    private LiveSession kept(LiveSession session) {
        sessions.removeIf(other -> !other.isOpen());
        sessions.add(session);
        return session;
    }

    @Override
    public List<SavedHost> saved() throws IOException {
        return saved.all();
    }

    @Override
    public void save(SavedHost host) throws IOException {
        saved.save(host);
    }

    @Override
    public void forget(SavedHost host) throws IOException {
        saved.forget(host);
    }

    @Override
    public void close() {
        sessions.forEach(LiveSession::close);
        sessions.clear();
    }

    /** The directory of an executable on the PATH of this process. */
    static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
        return java.util.Arrays.stream(path.split(":"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
