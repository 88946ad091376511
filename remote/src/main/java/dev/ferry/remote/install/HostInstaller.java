package dev.ferry.remote.install;

import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts the engine into the cache of a host's user, where {@link dev.ferry.remote.agent.AgentCommand} finds it, and takes it away
 * again. Needs nothing there but a shell, tar, gzip and sha256sum.
 */
public final class HostInstaller {
    private static final String END = "end";
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** Unpacking and starting it on a slow host. */
    private static final Duration UNPACKING = Duration.ofMinutes(3);
    /** The other side takes the link for dead after as much again. */
    private static final int SILENCE_SECONDS = 20;

    private static final int CHUNK = 64 << 10;

    private final HostConnection host;

    /** For the host at the end of this connection, which stays open. */
    public HostInstaller(HostConnection host) {
        this.host = host;
    }

    /**
     * Sees to it that the host has this version, if it has none that came by another way.
     *
     * @throws IOException one sentence: why the host can not have it, or what went wrong; nothing of it is in use there then
     */
    public InstallOutcome install(HeadlessImage image, InstallListener listener) throws IOException {
        RemotePlatform platform = RemotePlatform.of(probe(image), image);
        if (platform instanceof RemotePlatform.Served served) {
            return new InstallOutcome.Foreign(served.path(), served.version());
        }
        if (platform instanceof RemotePlatform.Unsuitable unsuitable) {
            throw new RemoteException(
                    Kind.OTHER, "Ferry can not be installed on " + host.address() + ": " + unsuitable.why() + ".");
        }
        if (platform instanceof RemotePlatform.Suitable suitable) {
            return new InstallOutcome.Brought(image.version(), suitable.replaces(), place(image, listener));
        }
        return new InstallOutcome.Present(image.version());
    }

    private ProbeAnswer probe(HeadlessImage image) throws IOException {
        try (RemoteScript script = RemoteScript.start(host, "probe.sh", image.name())) {
            return ProbeAnswer.of(script.answer(END, ANSWER));
        }
    }

    /** How many bytes were copied. */
    private long place(HeadlessImage image, InstallListener listener) throws IOException {
        try (RemoteScript script =
                RemoteScript.start(host, "place.sh", image.name(), image.sha256(), Integer.toString(SILENCE_SECONDS))) {
            boolean wanted = requireNoFailure(script.answer("ready", ANSWER)).has("ready");
            if (wanted) {
                send(image, script, listener);
                listener.unpacking();
                requireNoFailure(script.answer("received", UNPACKING));
                requireNoFailure(script.answer(END, UNPACKING));
            }
            return wanted ? image.bytes() : 0;
        }
    }

    private void send(HeadlessImage image, RemoteScript script, InstallListener listener) throws IOException {
        try (InputStream archive = Files.newInputStream(image.archive())) {
            OutputStream out = script.in();
            byte[] chunk = new byte[CHUNK];
            long sent = 0;
            for (int count = archive.read(chunk); count >= 0; count = archive.read(chunk)) {
                out.write(chunk, 0, count);
                sent += count;
                listener.copied(sent, image.bytes());
            }
            out.flush();
            out.close();
        } catch (RemoteException e) {
            throw explained(script, e);
        }
    }

    /** A script that has ended tells more about it than the stream that broke. */
    private RemoteException explained(RemoteScript script, RemoteException broken) {
        try {
            requireNoFailure(script.answer(END, ANSWER));
            return broken;
        } catch (RemoteException e) {
            return e;
        }
    }

    private ScriptAnswer requireNoFailure(ScriptAnswer answer) throws RemoteException {
        Optional<String> failure = answer.first("fail");
        if (failure.isPresent()) {
            throw new RemoteException(
                    Kind.OTHER, "Ferry was not installed on " + host.address() + ": " + failure.get() + ".");
        }
        return answer;
    }

    /**
     * Removes all that was ever installed there in this way.
     *
     * @return whether there was anything
     * @throws IOException if it is at work, or can not be removed
     */
    public boolean purge() throws IOException {
        try (RemoteScript script = RemoteScript.start(host, "purge.sh")) {
            ScriptAnswer answer = requireNoFailure(script.answer(END, ANSWER));
            Optional<String> busy = answer.first("busy");
            if (busy.isPresent()) {
                throw new RemoteException(
                        Kind.OTHER,
                        "Ferry is at work on " + host.address() + " (process " + busy.get()
                                + "); remove it when that has ended.");
            }
            return answer.has("removed");
        }
    }
}
