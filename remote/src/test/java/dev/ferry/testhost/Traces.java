package dev.ferry.testhost;

import dev.ferry.remote.sandbox.SandboxHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a sandbox could leave behind on the real machine, remembered by the namespaces that were its own. */
public final class Traces {
    /** The namespaces by the names that the kernel shows, such as {@code net:[4026532281]}. */
    private final Set<String> namespaces;

    private Traces(Set<String> namespaces) {
        this.namespaces = namespaces;
    }

    /** Those of a sandbox that runs. */
    public static Traces of(SandboxHost sandbox) throws IOException {
        Set<String> own = namespaces(sandbox.initPid());
        own.removeAll(namespaces(ProcessHandle.current().pid()));
        return new Traces(own);
    }

    /** Pids, seen from outside, of the processes that live in one of the namespaces. */
    public Set<Long> processes() {
        return ProcessHandle.allProcesses()
                .map(ProcessHandle::pid)
                .filter(pid -> namespacesIfAlive(pid).stream().anyMatch(namespaces::contains))
                .collect(Collectors.toSet());
    }

    /** Lines of our mountinfo that hold a layer of a sandbox, or one of the namespaces alive as {@code ip netns} does. */
    public Set<String> mounts() throws IOException {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
            return mounts.filter(mount -> mount.contains("ferry-sandbox")
                            || namespaces.stream().anyMatch(mount::contains))
                    .collect(Collectors.toSet());
        }
    }

    private static Set<String> namespacesIfAlive(long pid) {
        try {
            return namespaces(pid);
        } catch (IOException e) {
            return Set.of();
        }
    }

    private static Set<String> namespaces(long pid) throws IOException {
        Set<String> names = new TreeSet<>();
        for (String kind : new String[] {"pid", "mnt", "net", "uts", "ipc"}) {
            names.add(Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/" + kind))
                    .toString());
        }
        return names;
    }
}
