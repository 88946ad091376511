package dev.ferry.engine.seal;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import javax.crypto.KeyAgreement;

/** X25519 (RFC 7748) for keys that were made for Ed25519 (RFC 8032). Numbers are 32 bytes, little-endian. */
final class Curve25519 {
    static final int BYTES = 32;

    private static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    private static final byte[] BASE = littleEndian(BigInteger.valueOf(9));
    private static final String X25519 = "X25519";

    private Curve25519() {}

    /** The product of a scalar and a point. */
    static byte[] multiply(byte[] scalar, byte[] point) throws GeneralSecurityException {
        KeyFactory keys = KeyFactory.getInstance(X25519);
        PrivateKey one = keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar));
        PublicKey other = keys.generatePublic(new XECPublicKeySpec(NamedParameterSpec.X25519, number(point)));
        KeyAgreement agreement = KeyAgreement.getInstance(X25519);
        agreement.init(one);
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }

    /** The point that belongs to a scalar. */
    static byte[] publicPoint(byte[] scalar) throws GeneralSecurityException {
        return multiply(scalar, BASE);
    }

    /** The point on the curve of X25519 that is a public key of Ed25519: (1 + y) / (1 - y). */
    static byte[] ofEd25519(byte[] compressed) throws GeneralSecurityException {
        BigInteger y = number(compressed);
        BigInteger below = BigInteger.ONE.subtract(y).mod(P);
        if (below.signum() == 0) {
            throw new GeneralSecurityException("not a public key");
        }
        return littleEndian(BigInteger.ONE.add(y).multiply(below.modInverse(P)).mod(P));
    }

    /** The scalar that a private key of Ed25519 stands for. */
    static byte[] scalarOfEd25519(byte[] seed) throws GeneralSecurityException {
        return Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(seed), BYTES);
    }

    /** The uppermost bit is no part of the number. */
    private static BigInteger number(byte[] bytes) {
        byte[] bigEndian = reversed(bytes);
        bigEndian[0] &= 0x7f;
        return new BigInteger(1, bigEndian);
    }

    static byte[] littleEndian(BigInteger number) {
        byte[] bytes = reversed(number.toByteArray());
        return Arrays.copyOf(bytes, BYTES);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return reversed;
    }
}
