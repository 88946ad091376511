package dev.ferry.app.conduct;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The checkpoints that were opened or written here, the last one first. They survive a restart. Safe for several threads. */
public final class RecentCheckpoints {
    /** Older ones are forgotten. */
    public static final int MOST = 12;

    private final PrivateJson<String[]> file;

    /** Those that are remembered in this file. */
    public RecentCheckpoints(Path file) {
        this.file = new PrivateJson<>(file, String[].class);
    }

    /** What is remembered, whether it is still there or not. */
    public synchronized List<Path> paths() throws IOException {
        return file.read().map(Arrays::asList).orElse(List.of()).stream()
                .flatMap(path -> parse(path).stream())
                .limit(MOST)
                .toList();
    }

    private static Optional<Path> parse(String path) {
        try {
            return path == null ? Optional.empty() : Optional.of(Path.of(path));
        } catch (InvalidPathException damaged) {
            return Optional.empty();
        }
    }

    /** Puts it first; the result is what is remembered now. */
    public synchronized List<Path> add(Path checkpoint) throws IOException {
        List<Path> all = new ArrayList<>(paths());
        Path absolute = checkpoint.toAbsolutePath().normalize();
        all.remove(absolute);
        all.add(0, absolute);
        return write(all.subList(0, Math.min(all.size(), MOST)));
    }

    /** Forgets one. */
    public synchronized List<Path> forget(Path checkpoint) throws IOException {
        List<Path> all = new ArrayList<>(paths());
        all.remove(checkpoint.toAbsolutePath().normalize());
        return write(all);
    }

    private List<Path> write(List<Path> paths) throws IOException {
        file.write(paths.stream().map(Path::toString).toArray(String[]::new));
        return List.copyOf(paths);
    }
}
