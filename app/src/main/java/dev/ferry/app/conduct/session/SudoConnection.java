package dev.ferry.app.conduct.session;

import dev.ferry.app.LocalConnection;
import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import java.io.IOException;

/** This machine, whose commands may call {@code sudo -n}: the person is asked before one that could not. */
record SudoConnection(LocalConnection machine, SudoPassword password) implements HostConnection {
    @Override
    public HostAddress address() {
        return machine.address();
    }

    @Override
    public AgentChannel exec(String command, ErrorListener errors) throws RemoteException {
        try {
            password.need();
        } catch (IOException e) {
            throw new RemoteException(RemoteException.Kind.OTHER, e.getMessage(), e);
        }
        // Without a terminal sudo remembers the password for children of the same process only: no shell may stand in
        // between.
        return machine.exec("exec " + command, errors);
    }

    @Override
    public void close() throws IOException {
        machine.close();
    }
}
