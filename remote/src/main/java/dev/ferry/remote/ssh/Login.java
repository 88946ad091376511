package dev.ferry.remote.ssh;

import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import dev.ferry.remote.ResolvedHost;
import dev.ferry.remote.SshOptions;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.userauth.UserAuthException;
import net.schmizz.sshj.userauth.method.AuthKeyboardInteractive;
import net.schmizz.sshj.userauth.method.AuthMethod;
import net.schmizz.sshj.userauth.method.AuthNone;
import net.schmizz.sshj.userauth.method.AuthPassword;
import net.schmizz.sshj.userauth.method.AuthPublickey;

/** Logs in on one host: agent keys, key files, keyboard-interactive, password; what the server does not offer is skipped. */
final class Login {
    private final SSHClient client;
    private final ResolvedHost host;
    private final SshOptions options;
    private final UserPrompts prompts;
    private final List<String> tried = new ArrayList<>();

    Login(SSHClient client, ResolvedHost host, SshOptions options, UserPrompts prompts) {
        this.client = client;
        this.host = host;
        this.options = options;
        this.prompts = prompts;
    }

    /** Tries everything in order. */
    void run() throws RemoteException, TransportException {
        // "none" never counts as a failed attempt, and its answer lists what the server accepts.
        if (accepted(new AuthNone()) || withAgent() || withKeyFiles() || withPassword()) {
            return;
        }
        throw new RemoteException(Kind.AUTHENTICATION, refused());
    }

    private boolean withAgent() throws TransportException {
        if (host.agentSocket().isEmpty() || !offered("publickey")) {
            return false;
        }
        SshAgent agent = new SshAgent(host.agentSocket().get());
        try {
            for (SshAgent.Identity identity : allowed(agent.identities())) {
                tried.add("agent key " + identity.comment());
                if (accepted(new AgentAuth(agent, identity))) {
                    return true;
                }
            }
        } catch (TransportException e) {
            throw e;
        } catch (IOException noAgent) {
            tried.add("the agent at " + host.agentSocket().get() + " (not answering)");
        }
        return false;
    }

    private List<SshAgent.Identity> allowed(List<SshAgent.Identity> identities) {
        if (!host.identitiesOnly()) {
            return identities;
        }
        Set<String> configured = new HashSet<>();
        for (Path key : host.identities()) {
            configured.add(publicKey(key));
        }
        return identities.stream()
                .filter(identity -> configured.contains(identity.key()))
                .toList();
    }

    private static String publicKey(Path key) {
        try {
            return Files.readString(Path.of(key + ".pub")).split("\\s+", 3)[1];
        } catch (IOException | ArrayIndexOutOfBoundsException unknown) {
            return "";
        }
    }

    private boolean withKeyFiles() throws TransportException {
        for (Path key : host.identities()) {
            if (offered("publickey") && withKeyFile(key)) {
                return true;
            }
        }
        return false;
    }

    private boolean withKeyFile(Path key) throws TransportException {
        tried.add(key.toString());
        try {
            return accepted(new AuthPublickey(client.loadKeys(key.toString(), new KeyFile(key, prompts))));
        } catch (TransportException e) {
            throw e;
        } catch (IOException e) {
            tried.set(tried.size() - 1, key + " (unreadable: " + e.getMessage() + ")");
            return false;
        }
    }

    private boolean withPassword() throws TransportException {
        if (!options.allowPassword()) {
            return false;
        }
        return (offered("keyboard-interactive") && accepted(new AuthKeyboardInteractive(new Challenges(prompts))))
                || (offered("password") && accepted(new AuthPassword(new PasswordPrompt(host.shown(), prompts))));
    }

    private boolean offered(String method) {
        return client.getUserAuth().getAllowedMethods().contains(method);
    }

    private boolean accepted(AuthMethod method) throws TransportException {
        try {
            client.auth(host.user(), method);
            return true;
        } catch (UserAuthException e) {
            if (!client.getTransport().isRunning()) {
                throw new TransportException(e);
            }
            return false;
        }
    }

    private String refused() {
        String offers = String.join(", ", client.getUserAuth().getAllowedMethods());
        String attempts = tried.isEmpty() ? "there was no key to try" : "tried " + String.join(", ", tried);
        return host.shown() + " does not let us in: it accepts " + offers + "; " + attempts
                + "; put a key there with `ssh-copy-id " + port() + host.user() + "@" + host.hostName() + "`.";
    }

    private String port() {
        return host.port() == 22 ? "" : "-p " + host.port() + " ";
    }
}
