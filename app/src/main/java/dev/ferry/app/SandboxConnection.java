package dev.ferry.app;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.sandbox.SandboxHost;
import dev.ferry.remote.sandbox.SandboxOptions;
import dev.ferry.remote.sandbox.SandboxProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The sandbox as a host like any other. Closing the connection leaves the sandbox as it is. */
public final class SandboxConnection implements HostConnection {
    private static final HostAddress ADDRESS = HostAddress.parse("sandbox");
    private static final int USUAL_FIRST_PID = 20_000;
    private static final int OTHER_FIRST_PID = 3_000;
    /** The engine in the sandbox needs some pids for itself, and the tree that comes has more than its root. */
    private static final int ROOM = 2_000;

    private final SandboxHost sandbox;

    /** A connection to a sandbox that belongs to the caller. */
    public SandboxConnection(SandboxHost sandbox) {
        this.sandbox = sandbox;
    }

    /** A connection to the kept sandbox, which is started first if there is none. */
    public static SandboxConnection toKept(int pid) throws IOException {
        return new SandboxConnection(SandboxHost.attachOrStart(optionsFor(pid)));
    }

    /** A connection to the kept sandbox, which must run. */
    public static SandboxConnection toRunning() throws IOException {
        return new SandboxConnection(SandboxHost.attach(optionsFor(0).name()));
    }

    /** A sandbox in which the pids from {@code pid} on are free, and which sees this ferry. */
    public static SandboxOptions optionsFor(int pid) {
        boolean near = pid > USUAL_FIRST_PID - ROOM && pid < USUAL_FIRST_PID + ROOM;
        SandboxOptions options = SandboxOptions.defaults().withFirstPid(near ? OTHER_FIRST_PID : USUAL_FIRST_PID);
        return Path.of(launcher()).startsWith("/tmp") ? options.sharingTmp().named("shared-tmp") : options;
    }

    /** How this ferry is started there: from the same files. */
    public static AgentCommand engine() {
        return AgentCommand.usual().withExecutable(launcher());
    }

    private static String launcher() {
        return System.getProperty("ferry.launcher", "ferry");
    }

    @Override
    public HostAddress address() {
        return ADDRESS;
    }

    @Override
    public AgentChannel exec(String command, ErrorListener errors) throws RemoteException {
        try {
            SandboxProcess process = sandbox.exec(List.of("sh", "-c", command));
            return new ProgramChannel(process.out(), process.in(), process.err(), process::waitFor, errors);
        } catch (IOException e) {
            throw new RemoteException(RemoteException.Kind.OTHER, e.getMessage(), e);
        }
    }

    @Override
    public void close() {}
}
