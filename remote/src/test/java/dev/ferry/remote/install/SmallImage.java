package dev.ferry.remote.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** An image like the one that the build makes, but with a script in place of the engine. */
final class SmallImage {
    private SmallImage() {}

    static HeadlessImage of(Path directory, String version, String script) throws Exception {
        Path tree = directory.resolve("tree-" + version);
        Path ferry = tree.resolve("ferry-headless-" + version + "/bin/ferry");
        Files.createDirectories(ferry.getParent());
        Files.writeString(ferry, "#!/bin/sh\n" + script + "\n");
        ferry.toFile().setExecutable(true);
        Path image = Files.createDirectories(directory.resolve("headless-" + version));
        Path archive = image.resolve("ferry-headless.tar.gz");
        new ProcessBuilder("tar", "-C", tree.toString(), "-czf", archive.toString(), "ferry-headless-" + version)
                .start()
                .waitFor();
        Files.writeString(image.resolve("ferry-headless.tar.gz.sha256"), sha256(archive) + "\n");
        Files.writeString(
                image.resolve("ferry-headless.properties"), "version=" + version + "\narch=x86_64\nglibc=2.17\n");
        return HeadlessImage.in(image);
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
