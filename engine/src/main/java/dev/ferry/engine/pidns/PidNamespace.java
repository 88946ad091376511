package dev.ferry.engine.pidns;

import dev.ferry.engine.procfs.Namespaces;
import dev.ferry.engine.procfs.OuterProc;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Fcntl;
import dev.ferry.linux.file.Dup;
import dev.ferry.linux.file.FileStat;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.process.Exec;
import dev.ferry.linux.process.NamespaceInit;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How this process becomes an engine in another pid namespace. It turns into a small shell that waits outside, whose child is the engine:
 * with a procfs of the namespace at {@code /proc}, in a mount namespace of its own that follows the host's.
 */
public final class PidNamespace {
    /** Above what shells use by themselves. */
    private static final int FIRST_KEPT = 20;

    /** An engine goes into the first two, and needs no clock of the tree; all others have to be ours. */
    private static final Set<String> MAY_DIFFER = Set.of("pid", "mnt", "time");

    private PidNamespace() {}

    /**
     * Becomes {@code program} in a new namespace; does not return. It ends with its last process.
     *
     * @param firstPid from which on the engine's own processes and threads are numbered there
     */
    public static void becomeInNew(int firstPid, List<String> program) throws IOException {
        try {
            NamespaceInit init = NamespaceInit.unshare();
            become(
                    words(
                            List.of("unshare", "--mount", "--propagation", "slave", "--mount-proc", "--"),
                            script("begin.sh"),
                            List.of(Integer.toString(firstPid)),
                            program),
                    List.of(Dup.atLeast(init.leash(), FIRST_KEPT)));
        } catch (ErrnoException e) {
            throw new IOException(
                    "No pid namespace could be made for the tree (" + e.getMessage()
                            + "); receive it as root, or end what has its pids.",
                    e);
        }
    }

    /** Becomes {@code program} in the namespaces of a process; does not return. */
    public static void becomeInThatOf(int pid, List<String> program) throws IOException {
        try {
            NamespaceInit.join(pid);
            become(
                    words(
                            List.of("nsenter", "--target", Integer.toString(pid), "--mount", "--"),
                            script("enter.sh"),
                            List.of(System.getProperty("user.dir")),
                            program),
                    List.of());
        } catch (ErrnoException e) {
            throw new IOException(
                    "Ferry can not go into the pid namespace of process " + pid + " (" + e.getMessage()
                            + "); start it as root.",
                    e);
        }
    }

    /**
     * Whether a process differs from us in its pid and mount namespaces, and perhaps its clocks, only, so that everything but /proc is the
     * same for both. The answer is no for whoever may not look.
     */
    public static boolean isToBeEntered(int pid) {
        try {
            return Namespaces.differs(pid, "pid")
                    && hasAllOthers(pid)
                    && FileStat.of("/proc/" + pid + "/root/.").isSameFile(FileStat.of("/proc/self/root/."));
        } catch (IOException goneOrForeign) {
            return false;
        }
    }

    private static boolean hasAllOthers(int pid) throws IOException {
        for (String namespace : Namespaces.ALL) {
            if (!MAY_DIFFER.contains(namespace) && Namespaces.differs(pid, namespace)) {
                return false;
            }
        }
        return true;
    }

    private static List<String> words(
            List<String> tool, List<String> shell, List<String> argument, List<String> program) {
        return Stream.of(tool, shell, argument, program).flatMap(List::stream).toList();
    }

    private static void become(List<String> inside, List<Fd> leash) throws IOException {
        Fd procfs = Dup.atLeast(Open.path("/proc", Fcntl.O_RDONLY), FIRST_KEPT);
        List<String> environment = new ArrayList<>();
        System.getenv().forEach((name, value) -> environment.add(name + "=" + value));
        environment.add(OuterProc.VARIABLE + "=" + OuterProc.value(procfs));
        List<Fd> kept = Stream.concat(leash.stream(), Stream.of(procfs)).toList();
        Exec.become(words(List.of(), script("wait.sh"), List.of(), inside), environment, kept);
    }

    /** The shell that runs one of our scripts, whose arguments follow. */
    private static List<String> script(String name) throws IOException {
        try (InputStream text = PidNamespace.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IOException(name + " is missing from the jar of Ferry: install it again.");
            }
            return List.of("/bin/sh", "-c", new String(text.readAllBytes(), StandardCharsets.UTF_8), name);
        }
    }
}
