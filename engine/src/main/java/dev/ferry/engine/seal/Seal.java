package dev.ferry.engine.seal;

import com.exceptionfactory.jagged.RecipientStanzaWriter;
import com.exceptionfactory.jagged.framework.stream.StandardEncryptingChannelFactory;
import com.exceptionfactory.jagged.x25519.X25519RecipientStanzaWriterFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who can open a checkpoint file: whoever knows a passphrase, or has one of several private keys. */
public final class Seal {
    private static final int REHEARSED_MEBIBYTES = 32;

    private final List<RecipientStanzaWriter> recipients;

    private Seal(List<RecipientStanzaWriter> recipients) {
        this.recipients = recipients;
    }

    /** For those who know the passphrase, which is copied. */
    public static Seal withPassphrase(char[] passphrase) throws SealException {
        if (passphrase.length == 0) {
            throw new SealException("An empty passphrase protects nothing; choose another.");
        }
        return new Seal(List.of(new PassphraseStanza(passphrase)));
    }

    /**
     * For the owners of public keys.
     *
     * @param keys each {@code age1...}, {@code ssh-ed25519 ...} or {@code ssh-rsa ...}, as in authorized_keys
     */
    public static Seal to(List<String> keys) throws SealException {
        List<RecipientStanzaWriter> recipients = new ArrayList<>();
        for (String key : keys) {
            recipients.add(recipient(key.strip()));
        }
        if (recipients.isEmpty()) {
            throw new SealException("There is no key to encrypt the checkpoint to; name one.");
        }
        return new Seal(recipients);
    }

    private static RecipientStanzaWriter recipient(String key) throws SealException {
        if (key.startsWith("age1")) {
            return x25519(key);
        }
        Optional<SshPublicKey> ssh = SshPublicKey.parse(key);
        return new SshStanza(ssh.orElseThrow(() -> unusable(key)));
    }

    private static RecipientStanzaWriter x25519(String key) throws SealException {
        try {
            return X25519RecipientStanzaWriterFactory.newRecipientStanzaWriter(key);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw unusable(key);
        }
    }

    private static SealException unusable(String key) {
        String start = key.length() <= 40 ? key : key.substring(0, 40) + "...";
        return new SealException("Nothing can be encrypted to '" + start.replaceAll("[^ -~]", "?")
                + "'; it has to be an age1..., ssh-ed25519 or ssh-rsa (2048 bits or more) public key.");
    }

    /** Seals some bytes for nobody, so that the cipher is compiled before a program stands still for it. */
    public static void rehearse() throws IOException {
        RecipientStanzaWriter nobody = key -> List.of(new Stanza("nobody", List.of(), new byte[0]));
        try (SealedOutput out = new Seal(List.of(nobody)).seal(OutputStream.nullOutputStream())) {
            byte[] portion = new byte[1 << 20];
            for (int i = 0; i < REHEARSED_MEBIBYTES; i++) {
                out.write(portion);
            }
        }
    }

    /** Starts a sealed file; closing it closes {@code out}. */
    public SealedOutput seal(OutputStream out) throws IOException {
        try {
            SealedOutput.Target target = new SealedOutput.Target(out);
            return new SealedOutput(
                    new StandardEncryptingChannelFactory().newEncryptingChannel(target, recipients), out);
        } catch (GeneralSecurityException e) {
            throw new SealException(
                    "The checkpoint can not be encrypted, because this Java lacks something (" + e.getMessage()
                            + "); use another one.",
                    e);
        }
    }
}
