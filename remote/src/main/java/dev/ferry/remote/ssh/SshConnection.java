package dev.ferry.remote.ssh;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostAddress;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import dev.ferry.remote.ResolvedHost;
import dev.ferry.remote.SshConfig;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import net.schmizz.sshj.common.SSHException;

/** A host at the end of a route of {@link Hop}s, the wanted one last. */
public final class SshConnection implements HostConnection {
    private final HostAddress address;
    private final List<Hop> hops = new CopyOnWriteArrayList<>();

    private SshConnection(HostAddress address) {
        this.address = address;
    }

    /** See {@link HostConnection#open}. */
    public static SshConnection open(HostAddress address, SshOptions options, UserPrompts prompts)
            throws RemoteException {
        SshConnection connection = new SshConnection(address);
        boolean complete = false;
        try {
            for (ResolvedHost host : SshConfig.route(address, options)) {
                connection.hops.add(connection.next(host, options, prompts));
            }
            complete = true;
            return connection;
        } finally {
            if (!complete) {
                connection.close();
            }
        }
    }

    private Hop next(ResolvedHost host, SshOptions options, UserPrompts prompts) throws RemoteException {
        return hops.isEmpty() ? Hop.first(host, options, prompts) : last().next(host, options, prompts);
    }

    private Hop last() {
        return hops.get(hops.size() - 1);
    }

    @Override
    public HostAddress address() {
        return address;
    }

    @Override
    public AgentChannel exec(String command, ErrorListener errors) throws RemoteException {
        Hop hop = last();
        try {
            return new ExecChannel(hop, hop.exec(command), errors);
        } catch (SSHException e) {
            // A refusal has no cause; the end of the link has, and may be reported before the link counts as dead.
            if (!hop.isAlive() || e.getCause() != null) {
                throw hop.lost(e);
            }
            throw new RemoteException(
                    Kind.OTHER,
                    hop.host().shown() + " does not start a command (" + e.getMessage()
                            + "); its sshd may allow only one session or a forced command.",
                    e);
        }
    }

    /** Closes the last hop first, as each runs inside the one before. */
    @Override
    public void close() {
        for (int i = hops.size() - 1; i >= 0; i--) {
            hops.get(i).close();
        }
    }
}
