package dev.ferry.app.migration;

import dev.ferry.app.conduct.HostSession;

/**
 * A tree, and where it is to go.
 *
 * @param program its name for a person
 * @param pid of its root
 * @param command of its root, with arguments
 * @param processes how many it consists of
 * @param fromName as a person calls the host
 * @param toName so too
 */
public record Trip(
        String program,
        int pid,
        String command,
        int processes,
        HostSession from,
        String fromName,
        HostSession to,
        String toName) {

    /** The way back of what that host knows by {@code pidThere}. */
    public Trip back(int pidThere) {
        return new Trip(program, pidThere, command, processes, to, toName, from, fromName);
    }
}
