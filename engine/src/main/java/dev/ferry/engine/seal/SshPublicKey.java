package dev.ferry.engine.seal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ferry.linux.net.Octets;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * A public key of SSH.
 *
 * @param type {@code ssh-ed25519} or {@code ssh-rsa}
 * @param wire the key as SSH has it on the wire (RFC 4253, 8709)
 */
record SshPublicKey(String type, Octets wire) {
    static final String ED25519 = "ssh-ed25519";
    static final String RSA = "ssh-rsa";

    private static final int TAG_BYTES = 4;
    private static final int ED25519_BYTES = 32;
    private static final int MIN_RSA_BITS = 2048;
    private static final int MAX_BLOB_BYTES = 16 << 10;

    private static SshPublicKey of(String type, byte[]... parts) {
        return new SshPublicKey(type, Octets.of(strings(parts)));
    }

    /** The key as SSH has it on the wire. */
    byte[] blob() {
        return wire.toArray();
    }

    /** The key in a line of a {@code .pub} or authorized_keys file, which may have options before it; empty if there is none. */
    static Optional<SshPublicKey> parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].equals(ED25519) || words[i].equals(RSA)) {
                return decode(words[i], words[i + 1]);
            }
        }
        return Optional.empty();
    }

    private static Optional<SshPublicKey> decode(String type, String base64) {
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            SshPublicKey key = new SshPublicKey(type, Octets.of(blob));
            return key.isWhole() ? Optional.of(key) : Optional.empty();
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /** The key in the form of the JDK; empty if it is of another type. */
    static Optional<SshPublicKey> of(PublicKey key) {
        if (key instanceof EdECPublicKey ed && ed.getParams().getName().equals("Ed25519")) {
            byte[] point = Curve25519.littleEndian(ed.getPoint().getY());
            point[ED25519_BYTES - 1] |= (byte) (ed.getPoint().isXOdd() ? 0x80 : 0);
            return Optional.of(of(ED25519, ED25519.getBytes(US_ASCII), point));
        }
        if (key instanceof RSAPublicKey rsa) {
            byte[] exponent = rsa.getPublicExponent().toByteArray();
            return Optional.of(
                    of(RSA, RSA.getBytes(US_ASCII), exponent, rsa.getModulus().toByteArray()));
        }
        return Optional.empty();
    }

    private static byte[] strings(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private boolean isWhole() {
        try {
            return wire.length() <= MAX_BLOB_BYTES
                    && (type.equals(ED25519)
                            ? part(1).length == ED25519_BYTES
                            : rsa().getModulus().bitLength() >= MIN_RSA_BITS)
                    && new String(part(0), US_ASCII).equals(type);
        } catch (GeneralSecurityException | BufferUnderflowException | IllegalArgumentException damaged) {
            return false;
        }
    }

    /** By what a stanza says whose it is. */
    String tag() throws GeneralSecurityException {
        return Stanza.encode(Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(blob()), TAG_BYTES));
    }

    /** The compressed point of an {@link #ED25519} key. */
    byte[] ed25519() {
        return part(1);
    }

    RSAPublicKey rsa() throws GeneralSecurityException {
        RSAPublicKeySpec spec = new RSAPublicKeySpec(new BigInteger(1, part(2)), new BigInteger(1, part(1)));
        return (RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec);
    }

    private byte[] part(int index) {
        ByteBuffer left = ByteBuffer.wrap(blob());
        for (int i = 0; i < index; i++) {
            left.position(Math.addExact(left.position() + Integer.BYTES, length(left)));
        }
        byte[] part = new byte[length(left)];
        left.position(left.position() + Integer.BYTES).get(part);
        return part;
    }

    private static int length(ByteBuffer left) {
        int length = left.remaining() < Integer.BYTES ? -1 : left.getInt(left.position());
        if (length < 0 || length > left.remaining() - Integer.BYTES) {
            throw new BufferUnderflowException();
        }
        return length;
    }
}
