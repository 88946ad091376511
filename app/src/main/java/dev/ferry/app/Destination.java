package dev.ferry.app;

import dev.ferry.engine.migrate.Duplex;
import dev.ferry.engine.migrate.Reconnect;
import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.agent.AgentStarter;
import java.io.IOException;

/** An engine on another host that waits for a tree. */
public final class Destination implements Reconnect.Peer {
    private final HostConnection host;
    private final AgentCommand command;
    private AgentChannel engine;

    private Destination(HostConnection host, AgentCommand command, AgentChannel engine) {
        this.host = host;
        this.command = command;
        this.engine = engine;
    }

    /** Starts the engine at the end of a connection, which is closed with it. */
    public static Destination on(HostConnection host, AgentCommand command) throws IOException {
        return on(host, command, "receive");
    }

    /** The same by other words of ferry. */
    public static Destination on(HostConnection host, AgentCommand command, String words) throws IOException {
        try {
            return new Destination(host, command, AgentStarter.start(host, command, words, ErrorListener.NONE));
        } catch (IOException | RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** Starts another engine over the same connection, by other words of ferry. */
    public void startAnew(String words) throws IOException {
        engine.close();
        engine = AgentStarter.start(host, command, words, ErrorListener.NONE);
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
