package dev.ferry.app.conduct.session;

import dev.ferry.app.LocalConnection;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostProfile.RootBy;
import dev.ferry.remote.UserPrompts;
import dev.ferry.remote.agent.AgentCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** This machine: sudo, or pkexec if somebody is there who asks for it. */
record LocalWays(LocalConnection machine, UserPrompts prompts) implements LiveSession.Ways {
    /** A person has to find a password. */
    private static final Duration PERSON = Duration.ofMinutes(3);
    /** Where pkexec finds polkitd. */
    private static final Path BUS = Path.of("/run/dbus/system_bus_socket");

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
        boolean screen = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
        if (screen && Files.exists(BUS) && LiveHosts.onPath("pkexec").isPresent()) {
            return said.withRootBy(RootBy.PKEXEC);
        }
        return LiveHosts.onPath("sudo").isPresent() ? said.withRootBy(RootBy.SUDO_PASSWORD) : said;
    }
}
