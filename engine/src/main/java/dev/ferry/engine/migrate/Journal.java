package dev.ferry.engine.migrate;

import dev.ferry.engine.StateDirectory;
import dev.ferry.engine.procfs.OuterProc;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers migrations beyond the death of the engine and of the host: one small text file for each, replaced as a whole, and on
 * the disk when {@link #write} returns. Beside it may lie a lock, the watchdog's mark, and the door of a held tree.
 */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final String IDENTITY = "journal-id";

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
        replace(entry.fileName(), entry.text(), true);
    }

    /** As {@link #write}, but it need not outlive the host: it costs no disk. */
    void note(JournalEntry entry) throws IOException {
        replace(entry.fileName(), entry.text(), false);
    }

    void replace(String name, String text, boolean force) throws IOException {
        make();
        Path draft = directory.resolve(name + ".draft");
        try (FileChannel file = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            if (force) {
                file.force(true);
            }
        }
        Files.move(draft, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        if (force) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    /** The doors of held trees are in it: nobody else may enter. */
    private void make() throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    /**
     * By which the other host recognises this journal later. Another user, another machine or an emptied disk have another one, and so
     * has a container or sandbox that was made anew over the same files: its pid namespace is another.
     */
    String identity() throws IOException {
        String place = " " + OuterProc.current().namespace();
        Optional<String> known = read(IDENTITY).filter(text -> text.endsWith(place));
        if (known.isEmpty()) {
            replace(IDENTITY, UUID.randomUUID() + place, true);
            known = read(IDENTITY);
        }
        String text = known.orElseThrow();
        return text.substring(0, Math.max(text.indexOf(' '), 0));
    }

    /** The right to decide about a migration on one side; empty if somebody else has it. */
    Optional<JournalLock> lock(String id, boolean source) throws IOException {
        make();
        return JournalLock.tryLock(directory.resolve(name(id, source) + ".lock"));
    }

    /** The watchdog's mark of a migration, made anew and without the mark. */
    Path newMark(String id) throws IOException {
        make();
        return Files.writeString(mark(id), "0");
    }

    /** Whether the tree was let run here again before COMMIT was sent. */
    boolean isMarked(String id) throws IOException {
        return read(mark(id).getFileName().toString()).orElse("").equals("1");
    }

    /** Says so. In place, so that it works on a full disk too. */
    void setMark(String id) throws IOException {
        Files.writeString(mark(id), "1", StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private Path mark(String id) {
        return directory.resolve(name(id, true) + ".mark");
    }

    /** Where the engine that holds a tree after the loss of its link can be spoken to. */
    Path door(String id) {
        return directory.resolve(name(id, false) + ".door");
    }

    /** What is known about a migration, on one side. */
    public Optional<JournalEntry> find(String id, boolean source) throws IOException {
        Optional<String> text = read(name(id, source));
        return text.isEmpty() ? Optional.empty() : Optional.of(JournalEntry.parse(text.get()));
    }

    Optional<String> read(String name) throws IOException {
        try {
            return Optional.of(Files.readString(directory.resolve(name)));
        } catch (NoSuchFileException unknown) {
            return Optional.empty();
        }
    }

    /** It becomes part of a path. */
    private static String name(String id, boolean source) {
        return UUID.fromString(id) + (source ? ".source" : ".destination");
    }

    /** All entries. */
    public List<JournalEntry> entries() throws IOException {
        List<JournalEntry> entries = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.filter(Journal::isEntry).sorted().toList()) {
                    Optional<String> text = read(file.getFileName().toString());
                    if (text.isPresent()) {
                        entries.add(JournalEntry.parse(text.get()));
                    }
                }
            }
        }
        return entries;
    }

    private static boolean isEntry(Path file) {
        return file.toString().endsWith(".source") || file.toString().endsWith(".destination");
    }

    /** Forgets a migration: it left nothing behind. */
    public void remove(JournalEntry entry) throws IOException {
        Files.deleteIfExists(directory.resolve(entry.fileName()));
        Files.deleteIfExists(directory.resolve(entry.fileName() + ".lock"));
        Files.deleteIfExists(entry.source() ? mark(entry.id()) : door(entry.id()));
    }

    /** Forgets old migrations that are decided; called where a migration starts, which it never prevents. */
    void prune() {
        try {
            new JournalPruning(this).prune(Instant.now());
        } catch (IOException e) {
            LOG.warn("Old migrations could not be forgotten", e);
        }
    }
}
