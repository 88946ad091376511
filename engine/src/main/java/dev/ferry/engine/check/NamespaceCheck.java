package dev.ferry.engine.check;

import dev.ferry.engine.procfs.ProcessRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a task sees the same system as this engine: namespaces(7) and root directory. */
final class NamespaceCheck implements TaskCheck {
    private static final List<String> NAMESPACES = List.of("pid", "mnt", "net", "uts", "ipc", "user", "cgroup", "time");

    @Override
    public void check(ProcessRow task, Findings findings) throws IOException {
        Path process = Path.of("/proc", Integer.toString(task.pid()));
        for (String namespace : NAMESPACES) {
            compare(task, process, namespace, findings);
        }
        Optional<String> root = link(process.resolve("root"));
        if (root.isPresent() && !root.get().equals("/")) {
            findings.blocker(
                    "chroot",
                    TaskCheck.name(task),
                    "has its root directory at " + root.get() + ", which this version can not move",
                    "start it outside of that");
        }
    }

    private static void compare(ProcessRow task, Path process, String namespace, Findings findings) throws IOException {
        Optional<String> theirs = link(process.resolve("ns").resolve(namespace));
        Optional<String> ours = link(Path.of("/proc/self/ns", namespace));
        if (theirs.isPresent() && !theirs.equals(ours)) {
            findings.blocker(
                    "own-namespace",
                    TaskCheck.name(task),
                    "has a " + namespace + " namespace of its own (a container?), which this version can not move",
                    "start it outside of that");
        }
    }

    /** Empty if this kernel does not have it, or the task has gone. */
    private static Optional<String> link(Path path) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(path).toString());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }
}
