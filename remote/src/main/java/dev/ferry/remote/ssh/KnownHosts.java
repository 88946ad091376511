package dev.ferry.remote.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** All known_hosts files together: what they say about a host's key, and how a new one is remembered. */
final class KnownHosts {
    /** What the files say about a key. */
    sealed interface Verdict {
        /** The same key is there. */
        record Known() implements Verdict {}

        /** Nothing about this host and key type; perhaps about other types. */
        record Unknown(boolean otherTypeKnown) implements Verdict {}

        /** Another key of the same type, or a revoked one, at this line. */
        record Refused(KnownHostLine line) implements Verdict {}
    }

    private final List<Path> files;
    private final List<KnownHostLine> lines = new ArrayList<>();

    private KnownHosts(List<Path> files) {
        this.files = files;
    }

    /** Reads the files that exist. */
    static KnownHosts read(List<Path> files) throws IOException {
        KnownHosts known = new KnownHosts(files);
        for (Path file : files) {
            if (Files.isRegularFile(file)) {
                known.add(file);
            }
        }
        return known;
    }

    private void add(Path file) throws IOException {
        int number = 0;
        for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
            number++;
            KnownHostLine.parse(file, number, line).ifPresent(lines::add);
        }
    }

    /** Compares a key with what is known under a name. A revoked key is refused under any name that its line matches. */
    Verdict verdict(String name, String type, String key) {
        List<KnownHostLine> about = about(name);
        for (KnownHostLine line : about) {
            if (line.isRevoked() && line.key().equals(key)) {
                return new Verdict.Refused(line);
            }
        }
        List<KnownHostLine> sameType =
                about.stream().filter(l -> l.isPlain() && l.type().equals(type)).toList();
        if (sameType.stream().anyMatch(line -> line.key().equals(key))) {
            return new Verdict.Known();
        }
        return sameType.isEmpty()
                ? new Verdict.Unknown(about.stream().anyMatch(KnownHostLine::isPlain))
                : new Verdict.Refused(sameType.get(0));
    }

    /** The key types known for a host, so that the server is asked for one of them. */
    List<String> types(String name) {
        return about(name).stream()
                .filter(KnownHostLine::isPlain)
                .map(KnownHostLine::type)
                .toList();
    }

    /** Appends a key to the first file, which is made, readable by the user alone, if it is not there. */
    void append(String name, boolean hashed, String type, String key) throws IOException {
        Path file = files.get(0);
        if (!Files.exists(file)) {
            create(file);
        }
        String text = (endsInLine(file) ? "" : "\n") + KnownHostLine.format(name, hashed, type, key) + "\n";
        Files.writeString(file, text, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    }

    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static boolean endsInLine(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        return content.length == 0 || content[content.length - 1] == '\n';
    }

    private List<KnownHostLine> about(String name) {
        return lines.stream().filter(line -> line.isAbout(name)).toList();
    }
}
