package dev.ferry.app.conduct;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A file of this user that only he may read. It is replaced as a whole, so that a crash leaves the old one or the new one. */
public final class PrivateJson<T> {
    private static final long MAX_LENGTH = 16 << 20;

    private final Path file;
    private final Class<T> type;

    /** That file with an object of this type; it need not exist. */
    public PrivateJson(Path file, Class<T> type) {
        this.file = file;
        this.type = type;
    }

    /** Empty if there is none. One that can not be understood is put aside, so that nothing of it is lost. */
    public Optional<T> read() throws IOException {
        try {
            if (Files.size(file) > MAX_LENGTH) {
                putAside();
                return Optional.empty();
            }
            byte[] bytes = Files.readAllBytes(file);
            return Optional.ofNullable(parsed(bytes));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private T parsed(byte[] bytes) throws IOException {
        try {
            return JsonLines.parse(bytes, bytes.length, type);
        } catch (IOException damaged) {
            putAside();
            return null;
        }
    }

    private void putAside() throws IOException {
        Files.move(file, sibling(".damaged"), StandardCopyOption.REPLACE_EXISTING);
    }

    /** In place of what was there. */
    public void write(T value) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent(), mode("rwx------"));
        Path next = Files.createTempFile(
                file.toAbsolutePath().getParent(), file.getFileName() + ".", ".new", mode("rw-------"));
        try {
            Files.write(next, JsonLines.of(value));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static FileAttribute<?> mode(String mode) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    }

    private Path sibling(String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }
}
