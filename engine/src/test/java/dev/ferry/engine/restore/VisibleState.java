package dev.ferry.engine.restore;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.ferry.engine.procfs.Mapping;
import dev.ferry.engine.procfs.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What /proc shows of frozen tasks and has to show again after a restore, by the name of the file there. */
final class VisibleState {
    private static final List<String> STATUS = List.of(
            "Name:", "Umask:", "Uid:", "Gid:", "Groups:", "Threads:", "Sig", "Shd", "Cap", "NoNewPrivs:", "VmFlags:");

    private VisibleState() {}

    static Map<String, String> of(Collection<Integer> pids) throws IOException {
        Map<String, String> state = new TreeMap<>();
        for (int pid : pids) {
            Path proc = Path.of("/proc", Integer.toString(pid));
            state.put(proc + "/maps", maps(pid));
            for (String file : List.of("limits", "cmdline", "environ", "auxv", "personality", "oom_score_adj")) {
                add(state, proc.resolve(file), Function.identity());
            }
            for (String link : List.of("exe", "cwd", "root")) {
                state.put(
                        proc + "/" + link,
                        Files.readSymbolicLink(proc.resolve(link)).toString());
            }
            addThreads(state, proc);
            addDescriptors(state, proc);
        }
        return state;
    }

    /** What differs, line by line. */
    static List<String> differences(Map<String, String> before, Map<String, String> after) {
        Set<String> files = new TreeSet<>(before.keySet());
        files.addAll(after.keySet());
        return files.stream()
                .flatMap(file -> Stream.concat(
                        only(file + " lost ", before.get(file), after.get(file)),
                        only(file + " has ", after.get(file), before.get(file))))
                .toList();
    }

    private static Stream<String> only(String label, String here, String there) {
        Set<String> known = there == null ? Set.of() : there.lines().collect(Collectors.toSet());
        return here == null
                ? Stream.of()
                : here.lines().filter(line -> !known.contains(line)).map(label::concat);
    }

    private static void addThreads(Map<String, String> state, Path proc) throws IOException {
        for (Path thread : list(proc.resolve("task"))) {
            add(state, thread.resolve("comm"), Function.identity());
            add(state, thread.resolve("status"), VisibleState::chosenLines);
        }
    }

    private static void addDescriptors(Map<String, String> state, Path proc) throws IOException {
        for (Path fd : list(proc.resolve("fd"))) {
            // Pipes and sockets get other numbers from the kernel.
            String target = Files.readSymbolicLink(fd).toString().replaceAll(":\\[\\d+]", "");
            state.put(fd.toString(), target);
            add(state, proc.resolve("fdinfo").resolve(fd.getFileName()), VisibleState::withoutKernelNumbers);
        }
    }

    private static void add(Map<String, String> state, Path file, Function<String, String> reading) throws IOException {
        state.put(file.toString(), reading.apply(new String(Files.readAllBytes(file), ISO_8859_1)));
    }

    /** Neighbours of one kind count as one mapping, for the kernel may merge them; shared anonymous memory gets a new inode. */
    private static String maps(int pid) throws IOException {
        List<String> lines = new ArrayList<>();
        long end = 0;
        String kind = "";
        for (Mapping mapping : Maps.read(pid)) {
            String next = permissions(mapping) + " " + mapping.path() + " " + origin(mapping);
            if (mapping.start() != end || !next.equals(kind)) {
                lines.add(Long.toHexString(end) + " end of " + kind);
                lines.add(Long.toHexString(mapping.start()) + " start of " + next);
            }
            end = mapping.end();
            kind = next;
        }
        return String.join("\n", lines);
    }

    private static String permissions(Mapping mapping) {
        return (mapping.read() ? "r" : "-")
                + (mapping.write() ? "w" : "-")
                + (mapping.execute() ? "x" : "-")
                + (mapping.shared() ? "s" : "p");
    }

    /** Where offset 0 of its file would be. */
    private static String origin(Mapping mapping) {
        return mapping.path().isEmpty() ? "" : Long.toHexString(mapping.start() - mapping.offset());
    }

    private static String chosenLines(String status) {
        return lines(status, line -> STATUS.stream().anyMatch(line::startsWith));
    }

    private static String withoutKernelNumbers(String fdinfo) {
        return lines(fdinfo, line -> !line.startsWith("ino:") && !line.startsWith("mnt_id:"));
    }

    private static String lines(String text, Predicate<String> wanted) {
        return text.lines().filter(wanted).collect(Collectors.joining("\n"));
    }

    private static List<Path> list(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }
}
