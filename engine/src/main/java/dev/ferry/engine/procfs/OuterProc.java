package dev.ferry.engine.procfs;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.Link;
import dev.ferry.linux.process.Pidfd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The procfs of the host, as seen by an engine that has gone into the pid namespace of a tree (decision 0025). There a process has two
 * pids: the one that the tree knows, by which the engine works, and the <em>outer</em> one, which people and other engines of the host
 * know. Elsewhere both are the same.
 */
public final class OuterProc {
    /** Names a descriptor of the host's procfs and the host's pid namespace to an engine that is started in another one. */
    public static final String VARIABLE = "FERRY_OUTER_PROC";

    private static final Pattern VALUE = Pattern.compile("(\\d{1,6}) (pid:\\[\\d{1,12}])");
    private static final Path PROC = Path.of("/proc");
    private static final OuterProc CURRENT = current(System.getenv(VARIABLE));

    private final Path root;
    private final Optional<String> namespace;

    private OuterProc(Path root, Optional<String> namespace) {
        this.root = root;
        this.namespace = namespace;
    }

    /** That of this process. */
    public static OuterProc current() {
        return CURRENT;
    }

    private static OuterProc current(String value) {
        Matcher words = VALUE.matcher(value == null ? "" : value);
        return words.matches()
                ? new OuterProc(Path.of("/proc/self/fd", words.group(1)), Optional.of(words.group(2)))
                : new OuterProc(PROC, Optional.empty());
    }

    /** What an engine needs in its environment that takes our place in this namespace. */
    public List<String> environment() {
        return namespace
                .map(there -> List.of(VARIABLE + "=" + root.getFileName() + " " + there))
                .orElse(List.of());
    }

    /** What it needs open. */
    public List<Fd> descriptors() {
        return isOther() ? List.of(Fd.own(Long.parseLong(root.getFileName().toString()))) : List.of();
    }

    /** What {@link #VARIABLE} has to say to whom we start in another namespace; {@code procfs} is ours. */
    public static String value(Fd procfs) throws IOException {
        return procfs.number() + " " + Link.read("/proc/self/ns/pid");
    }

    /** Whether this engine is in a pid namespace of a tree. */
    public boolean isOther() {
        return namespace.isPresent();
    }

    /** The host's pid namespace, such as {@code pid:[4026531836]}. */
    public String namespace() throws IOException {
        return namespace.isPresent() ? namespace.get() : Link.read("/proc/self/ns/pid");
    }

    /** The pid that the host knows a process by. {@code ESRCH} if there is none. */
    public int outer(int pid) throws IOException {
        if (!isOther()) {
            return pid;
        }
        try (Pidfd process = Pidfd.open(pid)) {
            Path file = root.resolve("self/fdinfo/" + process.descriptor().number());
            FdInfo info = FdInfo.parse(Files.readString(file, StandardCharsets.UTF_8));
            return Integer.parseInt(info.value("Pid").orElseThrow());
        }
    }

    /** The pid that the tree knows a process by which the host knows as {@code outer}. */
    public int inner(int outer) throws IOException {
        return isOther() ? innermost(Status.read(root, outer)) : outer;
    }

    private static int innermost(Status status) {
        List<Integer> pids = status.nsPid();
        return pids.isEmpty() ? status.pid() : pids.get(pids.size() - 1);
    }

    /** Of the process that the host knows as {@code outer}. */
    public Stat stat(int outer) throws IOException {
        return Stat.read(root, outer);
    }
}
