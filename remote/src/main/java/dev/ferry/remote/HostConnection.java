package dev.ferry.remote;

import dev.ferry.remote.ssh.SshConnection;
import java.io.Closeable;

/** A logged-in connection to a host, on which commands can be started. Safe for several threads. */
public interface HostConnection extends Closeable {
    /**
     * Connects, checks the host's key and logs in, through jump hosts if ssh_config(5) says so.
     *
     * @throws RemoteException whose kind and sentence say why not
     */
    static HostConnection open(HostAddress address, SshOptions options, UserPrompts prompts) throws RemoteException {
        return SshConnection.open(address, options, prompts);
    }

    /** The address as it was given. */
    HostAddress address();

    /**
     * Starts a command through the user's login shell, as sshd(8) does; the shell's start files may print before it.
     *
     * @throws RemoteException if the connection is gone or the host refuses
     */
    default AgentChannel exec(String command) throws RemoteException {
        return exec(command, ErrorListener.NONE);
    }

    /** The same; what the command writes to its standard error is heard besides. */
    AgentChannel exec(String command, ErrorListener errors) throws RemoteException;
}
