package dev.ferry.engine.seal;

import com.exceptionfactory.jagged.FileKey;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What the stanzas of age have in common: the key of the file under another key that is used once (C2SP, age.md). */
final class KeyWrap {
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int WRAPPED_BYTES = 32;

    private KeyWrap() {}

    /** The body of a stanza. */
    static byte[] wrap(FileKey fileKey, byte[] key) throws GeneralSecurityException {
        return cipher(Cipher.ENCRYPT_MODE, key).doFinal(fileKey.getEncoded());
    }

    /**
     * The key that is in the body of a stanza.
     *
     * @throws javax.crypto.AEADBadTagException if it was wrapped with another one
     */
    static FileKey unwrap(byte[] body, byte[] key) throws GeneralSecurityException {
        // Longer ones could be made to open with several keys.
        if (body.length != WRAPPED_BYTES) {
            throw new GeneralSecurityException("a wrapped key of " + body.length + " bytes");
        }
        return new FileKey(cipher(Cipher.DECRYPT_MODE, key).doFinal(body));
    }

    private static Cipher cipher(int mode, byte[] key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("ChaCha20-Poly1305");
        cipher.init(mode, new SecretKeySpec(key, "ChaCha20"), new IvParameterSpec(new byte[NONCE_BYTES]));
        return cipher;
    }

    /** HKDF-SHA-256 (RFC 5869) of 32 bytes. */
    static byte[] derive(byte[] secret, byte[] salt, byte[] info) throws GeneralSecurityException {
        byte[] key = hmac(salt, List.of(secret));
        return Arrays.copyOf(hmac(key, List.of(info, new byte[] {1})), KEY_BYTES);
    }

    private static byte[] hmac(byte[] key, List<byte[]> message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        message.forEach(mac::update);
        return mac.doFinal();
    }
}
