package dev.ferry.app.conduct.session;

import dev.ferry.app.LocalConnection;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostProfile.RootBy;
import dev.ferry.remote.UserPrompts;
import dev.ferry.remote.agent.AgentCommand;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;

/**
 * This machine: sudo, or pkexec if somebody is there who asks for it.
 *
 * @param hasPkexec whether pkexec can ask
 */
record LocalWays(LocalConnection machine, UserPrompts prompts, boolean hasPkexec) implements LiveSession.Ways {
    /** A person has to find a password. */
    private static final Duration PERSON = Duration.ofMinutes(3);
    /** A screen on which the desktop can ask, the bus on which pkexec finds polkitd, and pkexec. */
    private static final String PKEXEC =
            "[ -n \"$DISPLAY$WAYLAND_DISPLAY\" ] && [ -S /run/dbus/system_bus_socket ] && command -v pkexec";

    /** What is there for commands of this machine. */
    static LocalWays of(LocalConnection machine, UserPrompts prompts) throws IOException {
        Process asked = new ProcessBuilder(machine.words("sh", "-c", PKEXEC))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return new LocalWays(machine, prompts, asked.waitFor() == 0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while looking for pkexec");
        }
    }

    @Override
    public EnginePlace asRoot(EnginePlace now, HostProfile profile) throws IOException {
        return switch (profile.rootBy()) {
            case NOTHING -> now;
            case SUDO -> now.by(now.command().with(AgentCommand.As.SUDO));
            case SUDO_PASSWORD -> afterPassword(now, profile.user());
            case PKEXEC -> now.by(now.command().with(AgentCommand.As.PKEXEC).withPatience(PERSON));
            case NO_WAY ->
                throw new IOException(
                        "There is no way to become root on this machine; start the console as a user who may use sudo or"
                                + " pkexec.");
        };
    }

    private EnginePlace afterPassword(EnginePlace now, String user) throws IOException {
        SudoConnection sudo = new SudoConnection(machine, new SudoPassword(machine, user, prompts));
        return now.over(sudo).by(now.command().with(AgentCommand.As.SUDO));
    }

    @Override
    public EnginePlace again(EnginePlace before) {
        return before;
    }

    @Override
    public HostProfile known(HostProfile said) {
        if (said.rootBy() != RootBy.NO_WAY) {
            return said;
        }
        if (hasPkexec) {
            return said.withRootBy(RootBy.PKEXEC);
        }
        return LiveHosts.onPath("sudo").isPresent() ? said.withRootBy(RootBy.SUDO_PASSWORD) : said;
    }
}
