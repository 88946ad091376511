package dev.ferry.app.conduct.session;

import dev.ferry.app.LocalConnection;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.app.conduct.HostProfile.RootBy;
import java.io.IOException;
import java.time.Duration;

/** This machine: sudo, or pkexec if there is a screen at which it can ask. */
final class LocalWays implements LiveSession.Ways {
    /** A person has to find a password. */
    private static final Duration PERSON = Duration.ofMinutes(3);

    @Override
    public EnginePlace asRoot(EnginePlace now, HostProfile profile) throws IOException {
        return switch (profile.rootBy()) {
            case NOTHING -> now;
            case SUDO -> now.by(now.command().withSudo(true));
            case PKEXEC ->
                now.over(new LocalConnection("pkexec")).by(now.command().withPatience(PERSON));
            case NO_WAY ->
                throw new IOException(
                        "There is no way to become root on this machine; start the console as a user who may use sudo or"
                                + " pkexec.");
        };
    }

    @Override
    public EnginePlace again(EnginePlace before) {
        return before;
    }

    @Override
    public HostProfile known(HostProfile said) {
        boolean screen = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null;
        boolean asks = screen && LiveHosts.onPath("pkexec").isPresent();
        return said.rootBy() == RootBy.NO_WAY && asks ? said.withRootBy(RootBy.PKEXEC) : said;
    }
}
