package dev.ferry.remote.sandbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Where a kept sandbox is remembered: {@code /run/ferry/sandbox/NAME/init}, only for root to read. */
final class StateDirectory {
    private static final Path ALL = Path.of("/run/ferry/sandbox");

    private final String name;
    private final Path directory;
    private final Path init;

    StateDirectory(String name) {
        SandboxOptions.checkName(name);
        this.name = name;
        this.directory = ALL.resolve(name);
        this.init = directory.resolve("init");
    }

    /** The sandbox of this name, if it still runs. */
    Optional<InitProcess> running() throws IOException {
        try {
            InitProcess remembered = InitProcess.parse(Files.readString(init));
            return remembered.running().map(handle -> remembered);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /**
     * Remembers a sandbox, in place of one that has ended.
     *
     * @throws IOException if one of this name runs
     */
    void save(InitProcess process) throws IOException {
        try (FileChannel channel = openLock()) {
            channel.lock();
            Optional<InitProcess> other = running();
            if (other.isPresent()) throw new IOException(alreadyRuns(other.get()));
            createPrivate(directory);
            Files.writeString(init, process.format());
        }
    }

    /** Forgets this sandbox, but not a newer one of the same name. */
    void delete(InitProcess process) throws IOException {
        try (FileChannel channel = openLock()) {
            channel.lock();
            if (!Files.exists(init)
                    || !InitProcess.parse(Files.readString(init)).equals(process)) return;
            Files.delete(init);
            Files.delete(directory);
        }
    }

    private String alreadyRuns(InitProcess other) {
        return "A sandbox named \"" + name + "\" already runs (pid " + other.pid()
                + "): use that one, or stop it first.";
    }

    private static FileChannel openLock() throws IOException {
        createPrivate(ALL);
        return FileChannel.open(ALL.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static void createPrivate(Path directory) throws IOException {
        Files.createDirectories(
                directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
}
