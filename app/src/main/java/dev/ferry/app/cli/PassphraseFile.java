package dev.ferry.app.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A passphrase in a file, or behind a descriptor ({@code /dev/fd/3}): its first line. It is never an argument, which all users see. */
final class PassphraseFile {
    private static final int MAX_BYTES = 4096;

    private PassphraseFile() {}

    static char[] read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(MAX_BYTES), UTF_8);
            String line = text.lines().findFirst().orElse("");
            if (line.isEmpty() || text.length() == MAX_BYTES) {
                throw new IOException(file + " has no passphrase in its first line; write one there, of at most "
                        + (MAX_BYTES - 1) + " bytes.");
            }
            return line.toCharArray();
        }
    }
}
