package dev.ferry.app;

import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.migrate.Reconnect;
import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.agent.AgentStarter;
import java.io.IOException;

/** An engine on another host that waits for a tree. */
public final class Destination implements Reconnect.Peer {
    private final HostConnection host;
    private final AgentChannel engine;

    private Destination(HostConnection host, AgentChannel engine) {
        this.host = host;
        this.engine = engine;
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

    @Override
    public Duplex channel() {
        return new Duplex(engine.in(), engine.out());
    }

    @Override
    public void close() throws IOException {
        try (host) {
            engine.close();
        }
    }
}
