package dev.ferry.app.conduct.session;

import dev.ferry.app.RememberedPrompts;
import dev.ferry.app.conduct.HostProfile;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.SshOptions;
import java.io.IOException;

/** A host over ssh: sudo without a password is the only way to root, for a remote person can not be asked. */
record SshWays(HostAddress address, SshOptions ssh, RememberedPrompts prompts) implements LiveSession.Ways {
    @Override
    public EnginePlace asRoot(EnginePlace now, HostProfile profile) throws IOException {
        if (profile.rootBy() != HostProfile.RootBy.SUDO) {
            throw new IOException("There is no way to become root on " + address
                    + "; let the user run ferry there by sudo without a password, or log in as root.");
        }
        return now.by(now.command().withSudo(true));
    }

    @Override
    public EnginePlace again(EnginePlace before) throws IOException {
        prompts.askNoMore();
        return before.over(HostConnection.open(address, ssh, prompts));
    }

    @Override
    public HostProfile known(HostProfile said) {
        return said;
    }
}
