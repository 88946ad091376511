package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /proc/PID/smaps}: the mappings with their flags. The kernel walks all page tables to print it: several times the
 * cost of {@link Maps}. See proc_pid_smaps(5).
 */
public final class Smaps {
    private static final String FILE = "smaps";
    private static final String VM_FLAGS = "VmFlags:";

    private Smaps() {}

    public static List<Mapping> read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(Smaps::parse);
    }

    /** Parses the whole text of the file. A mapping without VmFlags is an error: they decide how it is restored. */
    public static List<Mapping> parse(String text) throws ProcfsException {
        List<Mapping> mappings = new ArrayList<>();
        Line header = null;
        for (Line line : Line.split(FILE, text)) {
            if (line.text().startsWith(VM_FLAGS)) {
                mappings.add(flagged(header, line));
                header = null;
            } else if (!isCounter(line.text())) {
                requireFlagged(header);
                header = line;
            }
        }
        requireFlagged(header);
        return List.copyOf(mappings);
    }

    /** Counters start with a word and a colon; a mapping's first word is its address range. */
    private static boolean isCounter(String text) {
        int space = text.indexOf(' ');
        return space > 0 && text.charAt(space - 1) == ':';
    }

    private static Mapping flagged(Line header, Line flags) throws ProcfsException {
        if (header == null) {
            throw flags.wrong("VmFlags without a mapping");
        }
        String codes = flags.text().substring(VM_FLAGS.length()).strip();
        return Maps.mapping(header).withFlagCodes(codes.isEmpty() ? List.of() : List.of(codes.split(" +", -1)));
    }

    private static void requireFlagged(Line header) throws ProcfsException {
        if (header != null) {
            throw header.wrong("mapping '" + header.text() + "' has no VmFlags");
        }
    }
}
