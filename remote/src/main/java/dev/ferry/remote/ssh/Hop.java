package dev.ferry.remote.ssh;

import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import dev.ferry.remote.ResolvedHost;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import java.io.Closeable;
import java.io.IOException;
import java.net.UnknownHostException;
import java.time.Duration;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.SSHException;
import net.schmizz.sshj.connection.Connection;
import net.schmizz.sshj.connection.ConnectionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One logged-in SSH connection of a route; all but the first run inside the one before. */
final class Hop implements Closeable {
    /** For channels: a slow reader may take its time; a dead link is the watch's business. Zero would not do here. */
    private static final int NO_LIMIT_MILLIS = Integer.MAX_VALUE;

    private static final int MISSED_PROBES = 3;
    private static final Duration CLOSING = Duration.ofSeconds(3);

    private static final Logger LOG = LoggerFactory.getLogger(Hop.class);

    private final ResolvedHost host;
    private final SSHClient client;
    private final WatchedSocket socket;
    private final LinkWatch watch;

    private Hop(ResolvedHost host, WatchedSocket socket, LinkWatch watch) {
        this.host = host;
        this.socket = socket;
        this.watch = watch;
        client = new SSHClient(Algorithms.config());
        // Zero is "for ever". With any limit SSHJ forgets to look again after waking, and a writer that waits for one
        // key
        // exchange fails with a false time-out when the next one begins at once.
        client.getTransport().setTimeoutMs(0);
        client.getConnection().setTimeoutMs(NO_LIMIT_MILLIS);
    }

    /** Connects over TCP and logs in. */
    static Hop first(ResolvedHost host, SshOptions options, UserPrompts prompts) throws RemoteException {
        WatchedSocket socket = tcp(host, options.connectTimeout());
        Hop hop = new Hop(host, socket, socket.watch());
        hop.client.setSocketFactory(socket.asFactory());
        hop.establish(options, prompts, () -> hop.client.connect(host.hostName(), host.port()));
        return hop;
    }

    /** Connects through this hop, and logs in there. */
    Hop next(ResolvedHost target, SshOptions options, UserPrompts prompts) throws RemoteException {
        Hop hop = new Hop(target, socket, LinkWatch.start(socket, options.connectTimeout()));
        JumpChannel channel = new JumpChannel(client.getConnection(), target.hostName(), target.port(), hop.watch);
        hop.establish(options, prompts, () -> {
            channel.open();
            hop.client.connectVia(channel);
        });
        return hop;
    }

    private static WatchedSocket tcp(ResolvedHost host, Duration limit) throws RemoteException {
        try {
            return WatchedSocket.connect(host.hostName(), host.port(), limit);
        } catch (UnknownHostException e) {
            throw new RemoteException(
                    Kind.UNREACHABLE,
                    "There is no host named " + host.hostName() + "; check the name or add it to ssh_config.",
                    e);
        } catch (IOException e) {
            throw unreachable(host, e);
        }
    }

    private static RemoteException unreachable(ResolvedHost host, IOException e) {
        return new RemoteException(
                Kind.UNREACHABLE,
                host.hostName() + " port " + host.port() + " does not answer (" + e.getMessage()
                        + "); check that it is up and that sshd listens there.",
                e);
    }

    /** Something that connects. */
    private interface Step {
        void run() throws IOException;
    }

    private void establish(SshOptions options, UserPrompts prompts, Step connect) throws RemoteException {
        try {
            UserPrompts pausing = new PausingPrompts(prompts, watch);
            connectChecked(new HostKeyCheck(host, pausing), connect);
            new Login(client, host, options, pausing).run();
            keepAlive(options.keepAlive());
        } catch (RemoteException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            throw new RemoteException(
                    Kind.AUTHENTICATION,
                    host.shown() + " ended the connection during login (" + e.getMessage()
                            + "); it may allow only few attempts, so offer fewer keys.",
                    e);
        }
    }

    private void connectChecked(HostKeyCheck check, Step connect) throws RemoteException {
        client.addHostKeyVerifier(check);
        try {
            connect.run();
        } catch (ConnectionException e) {
            throw unreachable(host, e);
        } catch (IOException e) {
            throw check.refusal().orElseGet(() -> noSession(e));
        }
    }

    private RemoteException noSession(IOException e) {
        if (watch.expired() || !hasIntroducedItself()) {
            return unreachable(host, e);
        }
        return new RemoteException(
                Kind.OTHER,
                host.shown() + " and Ferry cannot agree on an SSH session (" + e.getMessage()
                        + "); compare with `ssh -v " + host.shown() + "`.",
                e);
    }

    /** Whether the line that begins an SSH session has come; without one SSHJ has null or fails to cut its start off. */
    private boolean hasIntroducedItself() {
        try {
            return client.getTransport().getServerVersion() != null;
        } catch (StringIndexOutOfBoundsException empty) {
            return false;
        }
    }

    private void keepAlive(Duration interval) {
        var keepAlive = client.getConnection().getKeepAlive();
        keepAlive.setKeepAliveInterval(Math.toIntExact(interval.toSeconds()));
        if (keepAlive instanceof KeepAliveRunner runner) {
            // Answers may be late behind bulk data; whether the link is dead is for the watch to say.
            runner.setMaxAliveCount(Integer.MAX_VALUE);
        }
        keepAlive.start();
        watch.allow(interval.multipliedBy(MISSED_PROBES));
    }

    /** Starts a command; one at a time, as both time-outs belong to the connection. */
    synchronized ExecSession exec(String command) throws SSHException {
        Connection connection = client.getConnection();
        // A channel keeps the limit it was opened with for waiting on a slow reader; closing one takes the limit of
        // then.
        connection.setTimeoutMs(NO_LIMIT_MILLIS);
        ExecSession session = new ExecSession(connection);
        OpeningGuard guard = OpeningGuard.over(session, this::isAlive);
        try {
            session.open();
            session.exec(command);
            return session;
        } finally {
            guard.close();
            connection.setTimeoutMs(Math.toIntExact(CLOSING.toMillis()));
        }
    }

    /** Whether the connection can still carry anything. */
    boolean isAlive() {
        return client.getTransport().isRunning();
    }

    /** Why a stream failed, as a sentence. */
    RemoteException lost(IOException cause) {
        String why = watch.expired()
                ? "nothing was heard for " + watch.patience().toSeconds() + " s"
                : String.valueOf(cause.getMessage());
        return new RemoteException(
                Kind.LOST,
                "The connection to " + host.shown() + " was lost (" + why + "); check the link and the host.",
                cause);
    }

    ResolvedHost host() {
        return host;
    }

    /** Says goodbye, but does not wait for a dead host. */
    @Override
    public void close() {
        watch.allow(CLOSING);
        try {
            client.disconnect();
        } catch (IOException goneAlready) {
            LOG.debug("closing {}", host.shown(), goneAlready);
        }
        watch.close();
    }
}
