package dev.ferry.engine.lineage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ferry.engine.image.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The file {@code ferry-checksums} in a directory of images: what each of them has to be, and which parent was meant. It finds
 * accidents; whoever can write to the directory can write it again.
 *
 * <pre>
 * ferry-checksums 1
 * parent SHA-256 of the parent's ferry-checksums, or -
 * CRC-32C bytes name
 * </pre>
 *
 * @param parent empty if there is none, or it has no such file
 * @param images by name
 */
public record Checksums(Optional<String> parent, Map<String, Sum> images) {
    /** The name of the file. */
    public static final String NAME = "ferry-checksums";

    private static final String HEAD = "ferry-checksums 1";
    private static final String NONE = "-";
    private static final int MAX_BYTES = 32 << 20;
    private static final int BUFFER = 256 << 10;

    /**
     * What an image is.
     *
     * @param crc its CRC-32C, 32 bits
     * @param bytes its length
     */
    public record Sum(long crc, long bytes) {
        static Sum of(Path image) throws IOException {
            CRC32C crc = new CRC32C();
            byte[] buffer = new byte[BUFFER];
            long bytes = 0;
            try (InputStream in = Files.newInputStream(image, LinkOption.NOFOLLOW_LINKS)) {
                for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                    crc.update(buffer, 0, got);
                    bytes += got;
                }
            }
            return new Sum(crc.getValue(), bytes);
        }
    }

    /** The file as it is written. */
    public byte[] toBytes() {
        StringBuilder text = new StringBuilder(HEAD).append("\nparent ").append(parent.orElse(NONE));
        images.forEach((name, sum) -> text.append(String.format("\n%08x %d %s", sum.crc(), sum.bytes(), name)));
        return text.append('\n').toString().getBytes(US_ASCII);
    }

    /** That of a directory, if it has one. */
    public static Optional<Checksums> of(Path directory) throws IOException {
        Optional<byte[]> bytes = read(directory);
        return bytes.isPresent() ? Optional.of(parse(directory.resolve(NAME), bytes.get())) : Optional.empty();
    }

    /** By what a child recognises its parent, if that has such a file. */
    public static Optional<String> digest(Path directory) throws IOException {
        return read(directory).map(Checksums::sha256);
    }

    private static Optional<byte[]> read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return Optional.of(in.readNBytes(MAX_BYTES));
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    private static Checksums parse(Path file, byte[] bytes) throws ImageException {
        String text = new String(bytes, US_ASCII);
        List<String> lines = text.lines().toList();
        if (!text.endsWith("\n")
                || lines.size() < 2
                || !lines.get(0).equals(HEAD)
                || !lines.get(1).matches("parent (-|[0-9a-f]{64})")) {
            throw damaged(file);
        }
        Map<String, Sum> images = new LinkedHashMap<>();
        for (String line : lines.subList(2, lines.size())) {
            if (!line.matches("[0-9a-f]{8} [0-9]{1,18} [A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")) {
                throw damaged(file);
            }
            String[] words = line.split(" ", -1);
            images.put(words[2], new Sum(Long.parseLong(words[0], 16), Long.parseLong(words[1])));
        }
        String parent = lines.get(1).substring(lines.get(1).indexOf(' ') + 1);
        return new Checksums(Optional.of(parent).filter(digest -> !digest.equals(NONE)), images);
    }

    private static ImageException damaged(Path file) {
        return new ImageException(file + " is damaged; remove it to go without its checksums.");
    }

    /** Compares every image with what it has to be; there must be no other ones. */
    void verify(Path directory) throws IOException {
        requireNoOthers(directory);
        for (Map.Entry<String, Sum> image : images.entrySet()) {
            Path file = directory.resolve(image.getKey());
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new ImageException("The checkpoint " + directory + " is damaged: " + image.getKey()
                        + " is missing; restore it from a backup.");
            }
            if (!Sum.of(file).equals(image.getValue())) {
                throw new ImageException("The checkpoint " + directory + " is damaged: " + image.getKey()
                        + " is not as it was written; restore it from a backup, or remove " + NAME
                        + " if it was changed on purpose.");
            }
        }
    }

    private void requireNoOthers(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            Optional<String> other = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".img") && !images.containsKey(name))
                    .findFirst();
            if (other.isPresent()) {
                throw new ImageException("The checkpoint " + directory + " is damaged: " + other.get()
                        + " was not there when it was written; restore it from a backup, or remove " + NAME
                        + " if it was changed on purpose.");
            }
        }
    }

    /** Fails if {@code directory} meant another parent than this one. */
    void verifyParent(Path directory, Path found) throws IOException {
        if (parent.isPresent() && !parent.equals(digest(found))) {
            throw new ImageException("The checkpoint " + directory + " holds only the changes to " + found
                    + ", and another checkpoint is there now; put the right one back.");
        }
    }
}
