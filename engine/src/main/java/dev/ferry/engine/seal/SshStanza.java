package dev.ferry.engine.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.exceptionfactory.jagged.FileKey;
import com.exceptionfactory.jagged.RecipientStanza;
import com.exceptionfactory.jagged.RecipientStanzaWriter;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** The key of a file for an SSH key, as age does it (agessh): X25519 with keys of Ed25519, or RSA-OAEP. */
final class SshStanza implements RecipientStanzaWriter {
    private static final byte[] ED25519_LABEL = "age-encryption.org/v1/ssh-ed25519".getBytes(US_ASCII);
    private static final byte[] RSA_LABEL = "age-encryption.org/v1/ssh-rsa".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};

    private final SshPublicKey key;

    SshStanza(SshPublicKey key) {
        this.key = key;
    }

    @Override
    public Iterable<RecipientStanza> getRecipientStanzas(FileKey fileKey) throws GeneralSecurityException {
        return List.of(key.type().equals(SshPublicKey.RSA) ? rsa(fileKey) : ed25519(fileKey));
    }

    private RecipientStanza rsa(FileKey fileKey) throws GeneralSecurityException {
        byte[] body = oaep(Cipher.ENCRYPT_MODE, key.rsa()).doFinal(fileKey.getEncoded());
        return new Stanza(SshPublicKey.RSA, List.of(key.tag()), body);
    }

    private RecipientStanza ed25519(FileKey fileKey) throws GeneralSecurityException {
        byte[] once = new byte[Curve25519.BYTES];
        new SecureRandom().nextBytes(once);
        byte[] share = Curve25519.publicPoint(once);
        byte[] theirs = Curve25519.ofEd25519(key.ed25519());
        byte[] wrapKey = wrapKey(Curve25519.multiply(once, theirs), share, theirs);
        List<String> arguments = List.of(key.tag(), Stanza.encode(share));
        return new Stanza(SshPublicKey.ED25519, arguments, KeyWrap.wrap(fileKey, wrapKey));
    }

    /** Whether a stanza is for this key, as far as its tag tells. */
    boolean isFor(RecipientStanza stanza) throws GeneralSecurityException {
        return stanza.getType().equals(key.type())
                && !stanza.getArguments().isEmpty()
                && stanza.getArguments().get(0).equals(key.tag());
    }

    /** The key in a stanza that is for this key. */
    FileKey open(RecipientStanza stanza, PrivateKey own) throws GeneralSecurityException {
        if (key.type().equals(SshPublicKey.RSA)) {
            return new FileKey(oaep(Cipher.DECRYPT_MODE, own).doFinal(stanza.getBody()));
        }
        if (!(own instanceof EdECPrivateKey ed) || stanza.getArguments().size() != 2) {
            throw new GeneralSecurityException("a stanza of another kind");
        }
        byte[] share = Base64.getDecoder().decode(stanza.getArguments().get(1));
        byte[] scalar = Curve25519.scalarOfEd25519(ed.getBytes().orElseThrow());
        byte[] mine = Curve25519.publicPoint(scalar);
        return KeyWrap.unwrap(stanza.getBody(), wrapKey(Curve25519.multiply(scalar, share), share, mine));
    }

    /** Binds what both have agreed on to the SSH key, so that it is of no use with another one of the same point. */
    private byte[] wrapKey(byte[] agreed, byte[] share, byte[] recipient) throws GeneralSecurityException {
        byte[] tweak = KeyWrap.derive(NOTHING, key.blob(), ED25519_LABEL);
        byte[] salt = Arrays.copyOf(share, 2 * Curve25519.BYTES);
        System.arraycopy(recipient, 0, salt, Curve25519.BYTES, Curve25519.BYTES);
        return KeyWrap.derive(Curve25519.multiply(tweak, agreed), salt, ED25519_LABEL);
    }

    private static Cipher oaep(int mode, Key key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        OAEPParameterSpec padding =
                new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(RSA_LABEL));
        cipher.init(mode, key, padding);
        return cipher;
    }
}
