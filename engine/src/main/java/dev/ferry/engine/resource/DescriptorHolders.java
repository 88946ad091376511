package dev.ferry.engine.resource;

import dev.ferry.engine.procfs.Fds;
import dev.ferry.engine.procfs.OpenDescriptor;
import dev.ferry.engine.procfs.ProcessRow;
import dev.ferry.engine.procfs.ProcessTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which processes of this host have which files open, by the links of their descriptors. Looked at when it is first asked, and only
 * once; what we may not look into does not count.
 */
public final class DescriptorHolders {
    private final ProcessTable table;
    private Map<String, List<Holder>> byLink;

    /** @param table the processes that are looked at */
    public DescriptorHolders(ProcessTable table) {
        this.table = table;
    }

    private record Holder(ProcessRow process, int fd) {
        @Override
        public String toString() {
            return "fd " + fd + " of process " + process.pid() + " (" + process.comm() + ")";
        }
    }

    /** The processes that are looked at. */
    public ProcessTable table() {
        return table;
    }

    /**
     * A process that has the file open and is neither one of {@code pids} nor a descendant of one: a running tree may have got children
     * since its tasks were listed, a shell in a loop all the time.
     *
     * @return for a sentence: {@code fd 3 of process 812 (bash)}
     */
    public Optional<String> outside(Collection<Integer> pids, String link) throws IOException {
        if (byLink == null) {
            byLink = look();
        }
        List<Holder> holders = byLink.getOrDefault(link, List.of());
        if (holders.isEmpty()) {
            return Optional.empty();
        }
        Set<Integer> inside = withDescendants(pids);
        return holders.stream()
                .filter(holder -> !inside.contains(holder.process().pid()))
                .findFirst()
                .map(Holder::toString);
    }

    private Set<Integer> withDescendants(Collection<Integer> pids) {
        Set<Integer> inside = new HashSet<>(pids);
        for (int pid : pids) {
            table.descendants(pid).forEach(child -> inside.add(child.pid()));
        }
        return inside;
    }

    private Map<String, List<Holder>> look() throws IOException {
        Map<String, List<Holder>> holders = new HashMap<>();
        for (ProcessRow process : table.processes()) {
            if (!isOurself(process)) {
                for (OpenDescriptor descriptor : readable(process.pid())) {
                    Holder holder = new Holder(process, descriptor.fd());
                    add(holders, descriptor.link(), holder);
                    terminalNames(process.pid(), descriptor).forEach(name -> add(holders, name, holder));
                }
            }
        }
        return holders;
    }

    private static void add(Map<String, List<Holder>> holders, String link, Holder holder) {
        holders.computeIfAbsent(link, absent -> new ArrayList<>(1)).add(holder);
    }

    /** Between fork and exec a child of ours has our copies of the files of the tree. */
    private static boolean isOurself(ProcessRow process) {
        long self = ProcessHandle.current().pid();
        if (process.pid() == self || process.ppid() != self) {
            return process.pid() == self;
        }
        try {
            return Files.readSymbolicLink(Path.of("/proc", Integer.toString(process.pid()), "exe"))
                    .equals(Files.readSymbolicLink(Path.of("/proc/self/exe")));
        } catch (IOException hasEnded) {
            return true;
        }
    }

    private static List<String> terminalNames(int pid, OpenDescriptor descriptor) {
        try {
            return TerminalEnd.names(pid, descriptor);
        } catch (IOException notOursOrGone) {
            return List.of();
        }
    }

    private static List<OpenDescriptor> readable(int pid) {
        try {
            return Fds.read(pid);
        } catch (IOException notOursOrGone) {
            return List.of();
        }
    }
}
