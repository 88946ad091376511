package dev.ferry.engine.seal;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaReader;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaReaderFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;

/** A private key that may open a sealed checkpoint. */
public sealed interface Identity {
    /** The key in {@code stanza}, if that is for this one. */
    Optional<FileKey> open(RecipientStanza stanza) throws IOException;

    /** Reads a private key of SSH; asks for its passphrase if it has one. */
    @FunctionalInterface
    interface KeyPairSource {
        /** The pair; empty if the person does not want to open it. */
        Optional<KeyPair> load() throws IOException;
    }

    /** The key in an {@code AGE-SECRET-KEY-1...} line; empty if it is none. */
    static Optional<Identity> ofAge(String line) {
        try {
            return Optional.of(new Age(X25519RecipientStanzaReaderFactory.newRecipientStanzaReader(line.strip())));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * A key of SSH, which is loaded only when it is needed.
     *
     * @param publicLine its {@code .pub} file, empty if that is not there; with it a key that does not fit is not loaded
     */
    static Identity ofSsh(String publicLine, KeyPairSource source) {
        return new Ssh(SshPublicKey.parse(publicLine), source);
    }

    /** X25519. */
    record Age(RecipientStanzaReader reader) implements Identity {
        @Override
        public Optional<FileKey> open(RecipientStanza stanza) {
            try {
                return Optional.of(reader.getFileKey(List.of(stanza)));
            } catch (GeneralSecurityException notForUs) {
                return Optional.empty();
            }
        }
    }

    /** Ed25519 or RSA. */
    final class Ssh implements Identity {
        private final Optional<SshPublicKey> known;
        private final KeyPairSource source;
        private Optional<KeyPair> pair = Optional.empty();
        private boolean loaded;

        Ssh(Optional<SshPublicKey> known, KeyPairSource source) {
            this.known = known;
            this.source = source;
        }

        @Override
        public Optional<FileKey> open(RecipientStanza stanza) throws IOException {
            try {
                boolean mayFit = stanza.getType().startsWith("ssh-")
                        && (known.isEmpty() || new SshStanza(known.get()).isFor(stanza));
                return mayFit && pair().isPresent() ? open(stanza, pair().get()) : Optional.empty();
            } catch (GeneralSecurityException | IllegalArgumentException notForUs) {
                return Optional.empty();
            }
        }

        private Optional<KeyPair> pair() throws IOException {
            if (!loaded) {
                pair = source.load();
                loaded = true;
            }
            return pair;
        }

        private static Optional<FileKey> open(RecipientStanza stanza, KeyPair pair) throws GeneralSecurityException {
            Optional<SshPublicKey> own = SshPublicKey.of(pair.getPublic());
            if (own.isEmpty() || !new SshStanza(own.get()).isFor(stanza)) {
                return Optional.empty();
            }
            return Optional.of(new SshStanza(own.get()).open(stanza, pair.getPrivate()));
        }
    }
}
