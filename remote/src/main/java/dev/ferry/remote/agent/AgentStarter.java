package dev.ferry.remote.agent;

import dev.ferry.remote.AgentChannel;
import dev.ferry.remote.ErrorListener;
import dev.ferry.remote.HostConnection;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Starts {@code ferry receive} on a host and hands over its streams from the first byte of the protocol on. */
public final class AgentStarter {
    private static final int NOT_FOUND_STATUS = 127;
    /** The person closed the dialog; pkexec(1). */
    private static final int PKEXEC_DISMISSED = 126;
    /** Polkit says no, or pkexec does; pkexec(1). */
    private static final int PKEXEC_REFUSED = 127;
    /** In all its sentences about that, also when it can not be one itself without a terminal; it has no status of its own for it. */
    private static final String PKEXEC_WITHOUT_AGENT = "authentication agent";

    /** Exit code of a ferry that refuses something. */
    private static final int REFUSED_STATUS = 3;

    private final HostConnection host;
    private final AgentCommand command;
    private final String words;

    private AgentStarter(HostConnection host, AgentCommand command, String words) {
        this.host = host;
        this.command = command;
        this.words = words;
    }

    /**
     * Starts the engine and waits for its marker.
     *
     * @return the channel; its next byte is the protocol's first
     * @throws RemoteException {@code NO_FERRY} if the host has none, {@code LOST} if the link died, {@code OTHER} with the
     *     last words of the command otherwise
     */
    public static AgentChannel start(HostConnection host, AgentCommand command) throws RemoteException {
        return start(host, command, "receive", ErrorListener.NONE);
    }

    /** The same for another command that begins with the marker; {@code words} as for {@link AgentCommand#shellLine(String)}. */
    public static AgentChannel start(HostConnection host, AgentCommand command, String words, ErrorListener errors)
            throws RemoteException {
        return new AgentStarter(host, command, words).start(errors);
    }

    private AgentChannel start(ErrorListener errors) throws RemoteException {
        AgentChannel channel = host.exec(command.shellLine(words), errors);
        try {
            awaitMarker(channel);
            return channel;
        } catch (RemoteException e) {
            throw closing(channel, e);
        }
    }

    private static RemoteException closing(AgentChannel channel, RemoteException failure) {
        try {
            channel.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private void awaitMarker(AgentChannel channel) throws RemoteException {
        try {
            TimeLimit.within(command.patience(), "ferry-agent-start", () -> {
                ReadyMarker.skipPast(channel.in());
                return null;
            });
        } catch (TimeoutException e) {
            throw failed(channel, "said nothing for " + command.patience().toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(channel, "was not waited for", e);
        } catch (ExecutionException e) {
            throw explain(channel, e.getCause());
        }
    }

    private RemoteException explain(AgentChannel channel, Throwable cause) {
        if (cause instanceof RemoteException lost) {
            return lost;
        }
        if (cause instanceof EOFException && isMissing(channel)) {
            return new RemoteException(
                    Kind.NO_FERRY,
                    "There is no Ferry on " + host.address() + "; `ferry host install " + host.address()
                            + "` brings it, and so does --install.",
                    cause);
        }
        if (cause instanceof EOFException && channel.exitStatus().orElse(0) == REFUSED_STATUS) {
            return new RemoteException(Kind.REFUSED, host.address() + " refuses: " + lastLine(channel), cause);
        }
        if (cause instanceof EOFException && command.as() == AgentCommand.As.PKEXEC) {
            Optional<String> refusal = refusalOfPkexec(channel);
            if (refusal.isPresent()) {
                return new RemoteException(Kind.AUTHENTICATION, refusal.get(), cause);
            }
        }
        String why = cause instanceof EOFException ? "ended " + status(channel) : String.valueOf(cause.getMessage());
        return failed(channel, why, cause);
    }

    private Optional<String> refusalOfPkexec(AgentChannel channel) {
        int status = channel.exitStatus().orElse(0);
        if (status == PKEXEC_DISMISSED) {
            return Optional.of("Nobody gave the password that pkexec asked for.");
        }
        if (status != PKEXEC_REFUSED) {
            return Optional.empty();
        }
        return Optional.of(
                channel.errorTail().contains(PKEXEC_WITHOUT_AGENT)
                        ? "pkexec could not ask for a password, because no authentication agent of polkit runs in this"
                                + " session; start one, or use sudo."
                        : "polkit does not let this user run Ferry as root on " + host.address()
                                + "; ask whoever administers it.");
    }

    private static boolean isMissing(AgentChannel channel) {
        return channel.exitStatus().orElse(0) == NOT_FOUND_STATUS
                && channel.errorTail().contains(AgentCommand.NOT_FOUND);
    }

    private static String status(AgentChannel channel) {
        var status = channel.exitStatus();
        return status.isPresent() ? "with status " + status.getAsInt() : "by a signal";
    }

    /** Without the name of the program in front. */
    private static String lastLine(AgentChannel channel) {
        String words = channel.errorTail().strip();
        return words.substring(words.lastIndexOf('\n') + 1).replaceFirst("^ferry: ", "");
    }

    private RemoteException failed(AgentChannel channel, String why, Throwable cause) {
        String lastWords = lastLine(channel);
        return new RemoteException(
                Kind.OTHER,
                "The Ferry engine on " + host.address() + " did not start: it " + why
                        + (lastWords.isEmpty() ? "" : " and wrote: " + lastWords)
                        + "; try `ssh " + host.address() + " ferry doctor`.",
                cause);
    }
}
