package dev.ferry.engine.check;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 of contents. */
final class Digest {
    /** Larger files are compared by size and time only, in bytes. */
    static final long MAX_FILE = 16L << 20;

    private static final int BUFFER = 1 << 16;

    private Digest() {}

    static byte[] sha256(byte[] bytes) {
        return sha256().digest(bytes);
    }

    /** Of the first {@code length} bytes of a regular file, or of all if it is shorter. */
    static byte[] sha256(Path file, long length) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = Files.newInputStream(file)) {
            long left = length;
            while (left > 0) {
                int got = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (got < 0) {
                    break;
                }
                digest.update(buffer, 0, got);
                left -= got;
            }
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
