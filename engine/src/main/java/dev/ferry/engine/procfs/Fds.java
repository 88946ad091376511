package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code /proc/PID/fd}: the open descriptors, ascending. Of a running task it is a snapshot that may already be old;
 * descriptors closed while looking are left out. See proc_pid_fd(5).
 */
public final class Fds {
    private static final String FILE = "fd";

    private Fds() {}

    public static List<OpenDescriptor> read(int pid) throws IOException {
        return read(ProcFile.of(pid, FILE));
    }

    /** A thread's own table, which differs from the process's after unshare(CLONE_FILES). */
    public static List<OpenDescriptor> read(int pid, int tid) throws IOException {
        return read(ProcFile.of(pid, tid, FILE));
    }

    private static List<OpenDescriptor> read(ProcFile directory) throws IOException {
        List<OpenDescriptor> open = new ArrayList<>();
        for (int fd : directory.numbers()) {
            directory.alive(() -> descriptor(directory.path(), fd)).ifPresent(open::add);
        }
        return List.copyOf(open);
    }

    private static Optional<OpenDescriptor> descriptor(Path directory, int fd) throws IOException {
        Path link = directory.resolve(Integer.toString(fd));
        try {
            return Optional.of(new OpenDescriptor(fd, target(link)));
        } catch (NoSuchFileException closed) {
            return Optional.empty();
        }
    }

    /** The JDK decodes links in the locale's encoding, so a UTF-8 path is refused here if Ferry runs with LC_ALL=C. */
    private static String target(Path link) throws IOException {
        return new Line(link.toString(), 1, "")
                .exact("link", Files.readSymbolicLink(link).toString());
    }
}
