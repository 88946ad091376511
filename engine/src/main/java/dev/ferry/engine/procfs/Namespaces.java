package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** {@code /proc/PID/ns}, see namespaces(7). */
public final class Namespaces {
    /** The names of all. */
    public static final List<String> ALL = List.of("pid", "mnt", "net", "uts", "ipc", "user", "cgroup", "time");

    private Namespaces() {}

    /** Whether a process is in another namespace of this name than we are; not if this kernel has none, or the process has gone. */
    public static boolean differs(int pid, String name) throws IOException {
        Optional<Path> theirs = of(pid, name);
        return theirs.isPresent() && !theirs.equals(link(Path.of("/proc/self/ns", name)));
    }

    /** Which one a process is in; empty if this kernel has none of this name, or the process has gone. */
    public static Optional<Path> of(int pid, String name) throws IOException {
        return link(Path.of("/proc", Integer.toString(pid), "ns", name));
    }

    private static Optional<Path> link(Path path) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(path));
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }
}
