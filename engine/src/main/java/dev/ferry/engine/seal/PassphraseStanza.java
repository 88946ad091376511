package dev.ferry.engine.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.crypto.generators.SCrypt;

/** The key of a file under a passphrase: {@code scrypt} of age, whose cost is 2 to the power of its work factor. */
final class PassphraseStanza implements RecipientStanzaWriter {
    static final String TYPE = "scrypt";

    /** What age takes, about a second and 256 MiB; less only where there is not that much memory. */
    private static final int WORK_FACTOR = 18;

    private static final int MIN_WORK_FACTOR = 15;

    /** 4 GiB of memory and a quarter of a minute: more is no passphrase but an attack. */
    private static final int MAX_WORK_FACTOR = 22;

    private static final byte[] LABEL = "age-encryption.org/v1/scrypt".getBytes(US_ASCII);
    private static final int SALT_BYTES = 16;
    private static final int BLOCKS = 8;
    private static final int KEY_BYTES = 32;

    private final char[] passphrase;

    PassphraseStanza(char[] passphrase) {
        this.passphrase = passphrase.clone();
    }

    @Override
    public Iterable<RecipientStanza> getRecipientStanzas(FileKey fileKey) throws GeneralSecurityException {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        int workFactor = WORK_FACTOR;
        while (workFactor > MIN_WORK_FACTOR
                && memory(workFactor) > Runtime.getRuntime().maxMemory() / 2) {
            workFactor--;
        }
        byte[] body = KeyWrap.wrap(fileKey, key(passphrase, salt, workFactor));
        return List.of(new Stanza(TYPE, List.of(Stanza.encode(salt), Integer.toString(workFactor)), body));
    }

    /** What scrypt takes, bytes. */
    private static long memory(int workFactor) {
        return (128L * BLOCKS) << workFactor;
    }

    /**
     * The key in a stanza.
     *
     * @throws SealException if the stanza asks for more work than is reasonable, or than this JVM has memory for
     * @throws GeneralSecurityException if the passphrase is another one
     */
    static FileKey open(RecipientStanza stanza, char[] passphrase) throws SealException, GeneralSecurityException {
        List<String> arguments = stanza.getArguments();
        if (arguments.size() != 2 || !arguments.get(1).matches("[1-9][0-9]?")) {
            throw new SealException("The checkpoint is damaged: what it says about its passphrase makes no sense.");
        }
        int workFactor = Integer.parseInt(arguments.get(1));
        requireReasonable(workFactor);
        byte[] salt = Base64.getDecoder().decode(arguments.get(0));
        if (salt.length != SALT_BYTES) {
            throw new GeneralSecurityException("a salt of " + salt.length + " bytes");
        }
        return KeyWrap.unwrap(stanza.getBody(), key(passphrase, salt, workFactor));
    }

    private static void requireReasonable(int workFactor) throws SealException {
        if (workFactor > MAX_WORK_FACTOR) {
            throw new SealException("The checkpoint is encrypted to a passphrase with a work factor of " + workFactor
                    + ", and Ferry does no more than " + MAX_WORK_FACTOR + "; decrypt it with age(1).");
        }
        long bytes = memory(workFactor);
        if (bytes > Runtime.getRuntime().maxMemory() / 2) {
            throw new SealException("The passphrase of the checkpoint takes " + (bytes >> 20)
                    + " MiB of memory, more than Ferry has; give it some with FERRY_OPTS=-Xmx" + (bytes >> 19) + "m.");
        }
    }

    private static byte[] key(char[] passphrase, byte[] salt, int workFactor) {
        ByteBuffer encoded = UTF_8.encode(CharBuffer.wrap(passphrase));
        byte[] secret = new byte[encoded.remaining()];
        encoded.get(secret);
        byte[] labelled = Arrays.copyOf(LABEL, LABEL.length + SALT_BYTES);
        System.arraycopy(salt, 0, labelled, LABEL.length, SALT_BYTES);
        try {
            return SCrypt.generate(secret, labelled, 1 << workFactor, BLOCKS, 1, KEY_BYTES);
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }
}
