package dev.ferry.engine.migrate;

import dev.ferry.engine.StateDirectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Remembers migrations beyond the death of the engine and of the host: one small text file for each, replaced as a whole, and on
 * the disk when {@link #write} returns.
 */
public final class Journal {
    private final Path directory;

    private Journal(Path directory) {
        this.directory = directory;
    }

    /** In {@code directory}, which is made when it is needed. */
    public static Journal in(Path directory) {
        return new Journal(directory);
    }

    /** Where the user of this process has it. */
    public static Journal ofThisUser() {
        return new Journal(StateDirectory.ofThisUser().resolve("journal"));
    }

    /** Writes an entry in place of the one before. */
    public void write(JournalEntry entry) throws IOException {
        Files.createDirectories(directory);
        Path draft = directory.resolve(entry.fileName() + ".draft");
        try (FileChannel file = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text = ByteBuffer.wrap(entry.text().getBytes(StandardCharsets.UTF_8));
            while (text.hasRemaining()) {
                file.write(text);
            }
            file.force(true);
        }
        Files.move(draft, directory.resolve(entry.fileName()), StandardCopyOption.ATOMIC_MOVE);
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    /** What is known about a migration, on one side. */
    public Optional<JournalEntry> find(String id, boolean source) throws IOException {
        String name = UUID.fromString(id) + (source ? ".source" : ".destination");
        try {
            return Optional.of(JournalEntry.parse(Files.readString(directory.resolve(name))));
        } catch (NoSuchFileException unknown) {
            return Optional.empty();
        }
    }

    /** All entries. */
    public List<JournalEntry> entries() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(file -> !file.toString().endsWith(".draft"))
                        .sorted()
                        .toList()) {
                    entries.add(JournalEntry.parse(Files.readString(file)));
                }
            }
        }
        return entries;
    }

    /** Forgets a migration: it left nothing behind. */
    public void remove(JournalEntry entry) throws IOException {
        Files.deleteIfExists(directory.resolve(entry.fileName()));
    }
}
