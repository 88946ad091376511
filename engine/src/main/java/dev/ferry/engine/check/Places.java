package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Mount;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.file.FileStat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where files would be put on this host: each directory is looked at once. */
final class Places {
    private final Mounts mounts;
    private final Map<Path, Place> byDirectory = new HashMap<>();

    Places(Mounts mounts) {
        this.mounts = mounts;
    }

    /**
     * A directory that is there.
     *
     * @param directory the nearest one above a file
     * @param mount what it is on, if this kernel tells
     */
    record Place(Path directory, FileStat stat, Optional<Mount> mount) {}

    /** The directory that a file is or would be in. */
    Place above(Path file) throws IOException {
        Path parent = file.getParent();
        return directory(parent == null ? Path.of("/") : parent);
    }

    /** The mount that a file is or would be on. */
    Optional<Mount> mountOf(Path file) throws IOException {
        try {
            return Files.exists(file)
                    ? mounts.of(FileStat.of(file.toString()).mountId())
                    : above(file).mount();
        } catch (ErrnoException goneOrNotOurs) {
            return Optional.empty();
        }
    }

    private Place directory(Path directory) throws IOException {
        Place known = byDirectory.get(directory);
        if (known == null) {
            known = look(directory);
            byDirectory.put(directory, known);
        }
        return known;
    }

    private Place look(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return directory(directory.getParent());
        }
        FileStat stat = FileStat.of(directory.toString());
        return new Place(directory, stat, mounts.of(stat.mountId()));
    }
}
