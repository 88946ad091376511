package dev.ferry.app.conduct.session;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.agent.AgentCommand;
import dev.ferry.remote.agent.AgentStarter;

/**
 * Where engines are started.
 *
 * @param called the host in sentences
 * @param route the host for later commands, as a user types it
 * @param before words of the command line that come first
 */
record EnginePlace(HostConnection connection, AgentCommand command, String called, String route, String before) {
    private static final String NOT_PLAIN = "[^\\p{L}\\p{N}_.+@:=-]";

    EnginePlace(HostConnection connection, AgentCommand command, String called, String route) {
        this(connection, command, called, route, "");
    }

    /** Starts a ferry that begins with the marker. */
    AgentChannel start(String words, ErrorListener errors) throws RemoteException {
        return AgentStarter.start(connection, command, before + words, errors);
    }

    /** The same over another connection. */
    EnginePlace over(HostConnection other) {
        return new EnginePlace(other, command, called, route, before);
    }

    /** The same by another command. */
    EnginePlace by(AgentCommand other) {
        return new EnginePlace(connection, other, called, route, before);
    }

    /** The route as one word that every shell passes on. */
    String word() {
        return route.replaceAll(NOT_PLAIN, "_");
    }
}
