package dev.ferry.remote.ssh;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.SSHRuntimeException;
import net.schmizz.sshj.transport.cipher.Cipher;

/**
 * AES-GCM for SSH (RFC 5647) with the JDK's intrinsics. SSHJ would take BouncyCastle's, which is plain Java and six times
 * slower; BouncyCastle stays registered for ECDSA keys.
 */
final class AesGcm implements Cipher {
    private static final int IV_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int COUNTER_OFFSET = 4;

    private final int keyBytes;
    private final javax.crypto.Cipher cipher;
    private final ByteBuffer iv = ByteBuffer.allocate(IV_BYTES);
    private SecretKeySpec key;
    private int mode;
    private boolean ready;

    private AesGcm(int keyBytes) {
        this.keyBytes = keyBytes;
        try {
            cipher = javax.crypto.Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException("This Java has no AES-GCM", e);
        }
    }

    /** The cipher under its SSH name, for a key of 16 or 32 bytes. */
    static Factory.Named<Cipher> factory(int keyBytes) {
        String name = "aes" + keyBytes * Byte.SIZE + "-gcm@openssh.com";
        return new Factory.Named<>() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public Cipher create() {
                return new AesGcm(keyBytes);
            }
        };
    }

    // SSHJ derives as many key bytes as this says, so it is the key's size, not AES's.
    @Override
    public int getBlockSize() {
        return keyBytes;
    }

    @Override
    public int getIVSize() {
        return IV_BYTES;
    }

    @Override
    public int getAuthenticationTagSize() {
        return TAG_BYTES;
    }

    @Override
    public void init(Mode direction, byte[] keyMaterial, byte[] ivMaterial) {
        mode = direction == Mode.Encrypt ? javax.crypto.Cipher.ENCRYPT_MODE : javax.crypto.Cipher.DECRYPT_MODE;
        key = new SecretKeySpec(Arrays.copyOf(keyMaterial, keyBytes), "AES");
        iv.clear().put(ivMaterial, 0, IV_BYTES);
        ready = false;
    }

    @Override
    public void updateAAD(byte[] data, int offset, int length) {
        prepare();
        cipher.updateAAD(data, offset, length);
    }

    @Override
    public void updateAAD(byte[] data) {
        updateAAD(data, 0, data.length);
    }

    @Override
    public void update(byte[] data, int offset, int length) {
        prepare();
        int total = mode == javax.crypto.Cipher.DECRYPT_MODE ? length + TAG_BYTES : length;
        try {
            cipher.doFinal(data, offset, total, data, offset);
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException("A packet failed its integrity check", e);
        }
        iv.putLong(COUNTER_OFFSET, iv.getLong(COUNTER_OFFSET) + 1);
        ready = false;
    }

    @Override
    public void updateWithAAD(byte[] data, int offset, int aadLength, int length) {
        updateAAD(data, offset, aadLength);
        update(data, offset + aadLength, length);
    }

    @Override
    public void setSequenceNumber(long sequence) {
        // GCM counts by its own nonce.
    }

    private void prepare() {
        if (ready) {
            return;
        }
        try {
            cipher.init(mode, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, iv.array()));
            ready = true;
        } catch (GeneralSecurityException e) {
            throw new SSHRuntimeException("AES-GCM could not be prepared", e);
        }
    }
}
