package dev.ferry.engine.check;

import dev.ferry.engine.procfs.Namespaces;
import dev.ferry.engine.procfs.ProcessRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Whether a task sees the same system as this engine: namespaces(7) and root directory. */
final class NamespaceCheck implements TaskCheck {
    /** What a tree may have of its own, {@link TimeNamespaceCheck} looks at. */
    private static final List<String> ALIKE = Namespaces.ALL.stream()
            .filter(namespace -> !namespace.equals("time"))
            .toList();

    @Override
    public void check(ProcessRow task, Findings findings) throws IOException {
        Path process = Path.of("/proc", Integer.toString(task.pid()));
        for (String namespace : ALIKE) {
            compare(task, namespace, findings);
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

    private static void compare(ProcessRow task, String namespace, Findings findings) throws IOException {
        if (Namespaces.differs(task.pid(), namespace)) {
            findings.blocker(
                    "own-namespace",
                    TaskCheck.name(task),
                    "has a " + namespace + " namespace of its own (a container?), which this version can not move",
                    "start it outside of that");
        }
    }

    /** Empty if the task has gone. */
    private static Optional<String> link(Path path) throws IOException {
        try {
            return Optional.of(Files.readSymbolicLink(path).toString());
        } catch (NoSuchFileException absent) {
            return Optional.empty();
        }
    }
}
