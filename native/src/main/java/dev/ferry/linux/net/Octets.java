package dev.ferry.linux.net;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/** Bytes that the kernel attaches no character set to, as a value: never changed, equal by content. */
public final class Octets {
    private final byte[] content;

    private Octets(byte[] content) {
        this.content = content;
    }

    /** A copy of {@code content}. */
    public static Octets of(byte[] content) {
        return new Octets(content.clone());
    }

    /** The UTF-8 bytes of {@code text}. */
    public static Octets of(String text) {
        return new Octets(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A copy of the bytes. */
    public byte[] toArray() {
        return content.clone();
    }

    /** Those from {@code start} to before {@code end}. */
    public Octets slice(int start, int end) {
        return new Octets(Arrays.copyOfRange(content, start, end));
    }

    /** How many bytes. */
    public int length() {
        return content.length;
    }

    /** The bytes read as UTF-8, for showing; what is no UTF-8 becomes a replacement character. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets octets && Arrays.equals(content, octets.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(content);
    }
}
