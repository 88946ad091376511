package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code /proc/PID/maps}: the mappings in ascending order, without their flags. See proc_pid_maps(5). */
public final class Maps {
    private static final String FILE = "maps";
    private static final int FIXED_FIELDS = 5;

    private Maps() {}

    public static List<Mapping> read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(Maps::parse);
    }

    /** Parses the whole text of the file; empty for kernel threads and zombies. */
    public static List<Mapping> parse(String text) throws ProcfsException {
        List<Mapping> mappings = new ArrayList<>();
        for (Line line : Line.split(FILE, text)) {
            mappings.add(mapping(line));
        }
        return List.copyOf(mappings);
    }

    /** Whether one of the mappings covers the address. */
    public static boolean contains(List<Mapping> mappings, long address) {
        return mappings.stream().anyMatch(mapping -> mapping.contains(address));
    }

    /** {@code start-end perms offset major:minor inode   path}; only the path may contain spaces. */
    static Mapping mapping(Line line) throws ProcfsException {
        String[] fields = line.text().split(" ", FIXED_FIELDS + 1);
        if (fields.length < FIXED_FIELDS) {
            throw line.wrong("'" + line.text() + "' is not a mapping");
        }
        String[] range = pair(line, "address range", fields[0], '-');
        String[] device = pair(line, "device", fields[3], ':');
        String perms = permissions(line, fields[1]);
        return new Mapping(
                line.hex("start", range[0]),
                line.hex("end", range[1]),
                perms.charAt(0) == 'r',
                perms.charAt(1) == 'w',
                perms.charAt(2) == 'x',
                perms.charAt(3) == 's',
                line.hex("offset", fields[2]),
                line.hexInt("major", device[0]),
                line.hexInt("minor", device[1]),
                line.unsigned("inode", fields[4]),
                fields.length > FIXED_FIELDS ? path(line, fields[FIXED_FIELDS]) : "",
                Set.of(),
                Set.of());
    }

    private static String[] pair(Line line, String field, String value, char separator) throws ProcfsException {
        int at = value.indexOf(separator);
        if (at < 0) {
            throw line.wrong(field + " '" + value + "' has no " + separator);
        }
        return new String[] {value.substring(0, at), value.substring(at + 1)};
    }

    private static String permissions(Line line, String perms) throws ProcfsException {
        if (!perms.matches("[r-][w-][x-][ps]")) {
            throw line.wrong("permissions '" + perms + "' are not like rwxp");
        }
        return perms;
    }

    /** Padded with spaces to a column. The kernel escapes newlines here but not backslashes: other escapes are names. */
    private static String path(Line line, String padded) throws ProcfsException {
        return line.exact("path", padded.replaceFirst("^ +", "")).replace("\\012", "\n");
    }
}
