package dev.ferry.remote.ssh;

import dev.ferry.remote.HostKeyQuestion;
import dev.ferry.remote.RemoteException;
import dev.ferry.remote.RemoteException.Kind;
import dev.ferry.remote.ResolvedHost;
import dev.ferry.remote.UserPrompts;
import java.io.IOException;
import java.security.PublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.schmizz.sshj.common.Buffer;
import net.schmizz.sshj.common.KeyType;
import net.schmizz.sshj.transport.verification.HostKeyVerifier;

/**
 * Decides whether the other side is who it should be. The reason of a refusal is kept, because SSHJ reports a changed key
 * and an unknown one alike.
 */
final class HostKeyCheck implements HostKeyVerifier {
    private final ResolvedHost host;
    private final KnownHosts known;
    private final UserPrompts prompts;
    private String accepted = "";
    private volatile RemoteException refusal;

    HostKeyCheck(ResolvedHost host, UserPrompts prompts) throws RemoteException {
        this.host = host;
        this.prompts = prompts;
        try {
            known = KnownHosts.read(host.knownHosts());
        } catch (IOException e) {
            throw new RemoteException(
                    Kind.OTHER,
                    "The known_hosts files " + host.knownHosts() + " cannot be read; check their permissions.",
                    e);
        }
    }

    /** Why the key was refused, if it was. */
    Optional<RemoteException> refusal() {
        return Optional.ofNullable(refusal);
    }

    @Override
    public boolean verify(String name, int port, PublicKey publicKey) {
        byte[] blob = new Buffer.PlainBuffer().putPublicKey(publicKey).getCompactData();
        String key = Base64.getEncoder().encodeToString(blob);
        if (key.equals(accepted)) {
            return true; // the server changes the session key
        }
        String type = KeyType.fromKey(publicKey).toString();
        KnownHosts.Verdict verdict = verdict(type, key);
        if (verdict instanceof KnownHosts.Verdict.Refused refused) {
            return refuse(Kind.CHANGED_HOST_KEY, changed(refused.line(), Fingerprint.of(blob)));
        }
        if (verdict instanceof KnownHosts.Verdict.Unknown unknown
                && !trust(
                        new HostKeyQuestion(host.knownName(), type, Fingerprint.of(blob), unknown.otherTypeKnown()),
                        key)) {
            return false;
        }
        accepted = key;
        return true;
    }

    /** A key known under the name without the port counts as well, as it does for ssh(1). */
    private KnownHosts.Verdict verdict(String type, String key) {
        KnownHosts.Verdict verdict = known.verdict(host.knownName(), type, key);
        if (verdict instanceof KnownHosts.Verdict.Unknown) {
            KnownHosts.Verdict plain = known.verdict(host.plainName(), type, key);
            return plain instanceof KnownHosts.Verdict.Known ? plain : verdict;
        }
        return verdict;
    }

    private boolean trust(HostKeyQuestion question, String key) {
        boolean silently = host.acceptNew() && !question.otherTypeKnown();
        if (!silently && !prompts.trustHostKey(question)) {
            return refuse(Kind.UNKNOWN_HOST_KEY, unknown(question));
        }
        try {
            known.append(host.knownName(), host.hashNames(), question.keyType(), key);
            return true;
        } catch (IOException | IndexOutOfBoundsException e) {
            return refuse(
                    Kind.OTHER,
                    "The key of " + host.shown() + " cannot be saved in " + host.knownHosts() + " (" + e.getMessage()
                            + "); make that file writable.");
        }
    }

    private boolean refuse(Kind kind, String sentence) {
        refusal = new RemoteException(kind, sentence);
        return false;
    }

    private String unknown(HostKeyQuestion question) {
        return "The host " + question.host() + " is not known: its " + question.keyType() + " key is "
                + question.fingerprint() + "; compare it on the host and connect once with `ssh " + host.shown() + "`.";
    }

    private String changed(KnownHostLine line, String fingerprint) {
        String place = line.file() + " line " + line.number();
        if (line.isRevoked()) {
            return "The key of " + host.shown() + ", " + fingerprint + ", is marked as revoked in " + place
                    + "; do not connect before its owner explains.";
        }
        return "The key of " + host.shown() + " has changed to " + fingerprint + " from what " + place
                + " says: somebody may be in between; if the change is expected, run `ssh-keygen -f " + line.file()
                + " -R '" + host.knownName() + "'`.";
    }

    @Override
    public List<String> findExistingAlgorithms(String name, int port) {
        return Stream.of(host.knownName(), host.plainName())
                .flatMap(n -> known.types(n).stream())
                .flatMap(HostKeyCheck::signatures)
                .distinct()
                .toList();
    }

    // An ssh-rsa key signs with SHA-2 under other names (RFC 8332).
    private static Stream<String> signatures(String type) {
        return type.equals("ssh-rsa") ? Stream.of("rsa-sha2-512", "rsa-sha2-256") : Stream.of(type);
    }
}
