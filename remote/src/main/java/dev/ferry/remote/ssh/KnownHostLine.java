package dev.ferry.remote.ssh;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * One line of a known_hosts file (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT").
 *
 * @param number counted from 1, for messages
 * @param marker {@code @revoked}, {@code @cert-authority} or empty
 * @param hosts patterns separated by commas, or one hashed name
 * @param key the public key blob in base64
 */
record KnownHostLine(Path file, int number, String marker, String hosts, String type, String key) {
    private static final String HASH_MAGIC = "|1|";
    private static final int SALT_BYTES = 20;

    /** The line's content; empty for comments, blank lines and what is not understood. */
    static Optional<KnownHostLine> parse(Path file, int number, String line) {
        String[] words = line.strip().split("\\s+", 5);
        int first = words[0].startsWith("@") ? 1 : 0;
        if (words[0].startsWith("#") || words.length < first + 3) {
            return Optional.empty();
        }
        String marker = first == 1 ? words[0] : "";
        return Optional.of(new KnownHostLine(file, number, marker, words[first], words[first + 1], words[first + 2]));
    }

    /** A line to append for this host. */
    static String format(String name, boolean hashed, String type, String key) {
        return (hashed ? hash(name) : name) + " " + type + " " + key;
    }

    boolean isRevoked() {
        return marker.equals("@revoked");
    }

    boolean isPlain() {
        return marker.isEmpty();
    }

    /** Whether the line is about this host: {@code name} or {@code [name]:port}, in lower case. */
    boolean isAbout(String name) {
        return hosts.startsWith(HASH_MAGIC) ? matchesHash(name) : matchesPatterns(name);
    }

    private boolean matchesPatterns(String name) {
        boolean matched = false;
        for (String pattern : hosts.toLowerCase(Locale.ROOT).split(",", -1)) {
            boolean negated = pattern.startsWith("!");
            if (wildcard(negated ? pattern.substring(1) : pattern).matcher(name).matches()) {
                if (negated) {
                    return false;
                }
                matched = true;
            }
        }
        return matched;
    }

    private static Pattern wildcard(String pattern) {
        String regex = pattern.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(regex);
    }

    private boolean matchesHash(String name) {
        String[] parts = hosts.substring(HASH_MAGIC.length()).split("\\|", -1);
        try {
            byte[] salt = Base64.getDecoder().decode(parts[0]);
            byte[] digest = Base64.getDecoder().decode(parts[parts.length - 1]);
            return parts.length == 2 && salt.length > 0 && MessageDigest.isEqual(digest, mac(salt, name));
        } catch (IllegalArgumentException notBase64) {
            return false;
        }
    }

    private static String hash(String name) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        Base64.Encoder base64 = Base64.getEncoder();
        return HASH_MAGIC + base64.encodeToString(salt) + "|" + base64.encodeToString(mac(salt, name));
    }

    private static byte[] mac(byte[] salt, String name) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(salt, "HmacSHA1"));
            return mac.doFinal(name.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HmacSHA1", e);
        }
    }
}
