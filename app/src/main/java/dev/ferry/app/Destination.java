package dev.ferry.app;

import dev.ferry.engine.migrate.Duplex;
import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.agent.AgentStarter;
import java.io.Closeable;
import java.io.IOException;

/** An engine on another host that waits for a tree. */
public final class Destination implements Closeable {
    private final HostConnection host;
    private final AgentChannel engine;

    private Destination(HostConnection host, AgentChannel engine) {
        this.host = host;
        this.engine = engine;
    }

    /** Logs in by SSH and starts the engine there. */
    public static Destination ssh(HostAddress address, SshOptions options, UserPrompts prompts, AgentCommand command)
            throws IOException {
        return on(HostConnection.open(address, options, prompts), command);
    }

    /** Starts the engine of this ferry in the kept sandbox, which is started first if there is none. */
    public static Destination sandbox(int pid, String executable) throws IOException {
        return on(SandboxConnection.toKept(pid), SandboxConnection.engine(executable));
    }

    /** Starts the engine at the end of a connection, which is closed with it. */
    public static Destination on(HostConnection host, AgentCommand command) throws IOException {
        try {
            return new Destination(host, AgentStarter.start(host, command));
        } catch (IOException | RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** Where the protocol is spoken. */
    public Duplex channel() {
        return new Duplex(engine.in(), engine.out());
    }

    /** What the engine has written to its standard error. */
    public String errorTail() {
        return engine.errorTail();
    }

    @Override
    public void close() throws IOException {
        try (host) {
            engine.close();
        }
    }
}
