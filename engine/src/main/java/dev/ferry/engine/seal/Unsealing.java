package dev.ferry.engine.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.framework.stream.StandardDecryptingChannelFactory;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens sealed checkpoints with what a person has for that. Nobody is asked for the passphrase of the same file twice. Safe for several
 * threads.
 */
public final class Unsealing {
    private static final byte[] MAGIC = "age-encryption.org/".getBytes(US_ASCII);

    private final Keys keys;
    private volatile boolean hasOpened;
    private final Map<ByteBuffer, byte[]> opened = new ConcurrentHashMap<>();

    private Unsealing(Keys keys) {
        this.keys = keys;
    }

    /** Where keys come from; asked only if a checkpoint is sealed. */
    public interface Keys {
        /** A passphrase; empty if nobody answers. */
        Optional<char[]> passphrase() throws IOException;

        /** Private keys, in the order in which they are tried. */
        List<Identity> identities() throws IOException;
    }

    /** With these. */
    public static Unsealing with(Keys keys) {
        return new Unsealing(keys);
    }

    /** With nothing: what is sealed stays closed. */
    public static Unsealing none() {
        return with(new Keys() {
            @Override
            public Optional<char[]> passphrase() {
                return Optional.empty();
            }

            @Override
            public List<Identity> identities() {
                return List.of();
            }
        });
    }

    /** Whether something was sealed and is not any more. */
    public boolean hasOpened() {
        return hasOpened;
    }

    /** What is in a file, which may be sealed or not. */
    public InputStream open(BufferedInputStream file) throws IOException {
        file.mark(MAGIC.length);
        byte[] start = file.readNBytes(MAGIC.length);
        file.reset();
        return Arrays.equals(start, MAGIC) ? new UnsealedInput(unseal(file)) : file;
    }

    private ReadableByteChannel unseal(InputStream file) throws IOException {
        try {
            ReadableByteChannel content = new StandardDecryptingChannelFactory()
                    .newDecryptingChannel(Channels.newChannel(file), List.of(this::key));
            hasOpened = true;
            return content;
        } catch (GeneralSecurityException e) {
            if (e.getCause() instanceof IOException sentence) {
                throw sentence;
            }
            throw damagedHeader(e);
        } catch (SealException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // Of a header that makes no sense Jagged says so by any exception.
            throw damagedHeader(e);
        }
    }

    private static SealException damagedHeader(Exception e) {
        return new SealException(
                "The checkpoint is damaged: the header of its encryption was changed or cut; get it again.", e);
    }

    /** Jagged lets only one kind of exception through. */
    private FileKey key(Iterable<RecipientStanza> stanzas) throws GeneralSecurityException {
        try {
            return find(stanzas);
        } catch (IOException e) {
            throw new GeneralSecurityException(e);
        }
    }

    private FileKey find(Iterable<RecipientStanza> stanzas) throws IOException {
        List<Identity> identities = null;
        for (RecipientStanza stanza : stanzas) {
            if (stanza.getType().equals(PassphraseStanza.TYPE)) {
                return withPassphrase(stanza);
            }
            identities = identities == null ? keys.identities() : identities;
            for (Identity identity : identities) {
                Optional<FileKey> key = identity.open(stanza);
                if (key.isPresent()) {
                    return key.get();
                }
            }
        }
        throw new SealException(
                SealException.Kind.NO_KEY,
                "The checkpoint is encrypted to keys that are not here; give the right private key with --identity.",
                null);
    }

    /** A file is read twice, and it takes a second to make a key of a passphrase. */
    private FileKey withPassphrase(RecipientStanza stanza) throws IOException {
        ByteBuffer body = ByteBuffer.wrap(stanza.getBody());
        if (!opened.containsKey(body)) {
            opened.put(body, openWithPassphrase(stanza).getEncoded().clone());
        }
        // Whoever gets it overwrites it after use.
        return new FileKey(opened.get(body).clone());
    }

    private FileKey openWithPassphrase(RecipientStanza stanza) throws IOException {
        char[] known = keys.passphrase()
                .orElseThrow(() -> new SealException(
                        SealException.Kind.NO_PASSPHRASE,
                        "The checkpoint is encrypted to a passphrase, and nobody is there to ask; use a terminal, or"
                                + " --passphrase-file.",
                        null));
        try {
            return PassphraseStanza.open(stanza, known);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SealException(
                    SealException.Kind.OTHER_PASSPHRASE,
                    "The passphrase is not that of the checkpoint; try another.",
                    e);
        }
    }
}
