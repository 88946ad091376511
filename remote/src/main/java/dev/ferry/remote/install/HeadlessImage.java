package dev.ferry.remote.install;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The engine with a Java of its own as one gzip tar file, as the build puts it into {@code headless/} of Ferry's directory.
 *
 * @param machine what it runs on, as {@code uname -m} says it
 * @param glibc the oldest C library that it runs with
 * @param sha256 of the archive, in hexadecimal digits
 * @param bytes of the archive
 * @param unpackedBytes of what is in it, about
 */
public record HeadlessImage(
        Path archive,
        String version,
        String machine,
        GlibcVersion glibc,
        String sha256,
        long bytes,
        long unpackedBytes) {
    private static final String FILE = "ferry-headless.tar.gz";
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+_]{0,63}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final int HASH_DIGITS = 12;
    private static final int LENGTH_FIELD = 4;

    /**
     * The one that came with this Ferry.
     *
     * @throws IOException one sentence if there is none, or if it is not what it should be
     */
    public static HeadlessImage ofThisFerry() throws IOException {
        String launcher = System.getProperty("ferry.launcher");
        if (launcher == null) {
            throw new IOException(
                    "This Ferry was not started by its launcher and has no image of itself; use bin/ferry.");
        }
        return in(Path.of(launcher).toAbsolutePath().getParent().resolveSibling("headless"));
    }

    /** The one in that directory. */
    static HeadlessImage in(Path directory) throws IOException {
        Path archive = directory.resolve(FILE);
        try (Reader reader = Files.newBufferedReader(directory.resolve("ferry-headless.properties"))) {
            Properties properties = new Properties();
            properties.load(reader);
            return new HeadlessImage(
                    archive,
                    checked(VERSION, properties.getProperty("version", ""), archive),
                    properties.getProperty("arch", "x86_64"),
                    GlibcVersion.parse(properties.getProperty("glibc", "")).orElseThrow(() -> damaged(archive)),
                    checked(
                            SHA256,
                            Files.readString(directory.resolve(FILE + ".sha256"))
                                    .strip(),
                            archive),
                    Files.size(archive),
                    unpackedBytes(archive));
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "This Ferry has no image of itself that it could bring to other hosts (" + e.getFile()
                            + " is missing); use a complete installation of Ferry, or build it with mvn package.",
                    e);
        }
    }

    private static String checked(Pattern form, String text, Path archive) throws IOException {
        if (!form.matcher(text).matches()) {
            throw damaged(archive);
        }
        return text;
    }

    private static IOException damaged(Path archive) {
        return new IOException("What lies beside " + archive + " does not describe it; install Ferry again.");
    }

    /** The last field of a gzip file, RFC 1952. */
    private static long unpackedBytes(Path archive) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(archive.toFile(), "r")) {
            if (file.length() < LENGTH_FIELD) {
                throw damaged(archive);
            }
            file.seek(file.length() - LENGTH_FIELD);
            return Integer.toUnsignedLong(Integer.reverseBytes(file.readInt()));
        }
    }

    /** What tells it from every other one, as the name of its directory on other hosts. */
    public String name() {
        return version + "-" + sha256.substring(0, HASH_DIGITS);
    }

    /** How much room a host needs for it while it is put in place. */
    long bytesNeeded() {
        return bytes + unpackedBytes;
    }
}
