package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code /proc/PID/limits}: the resource limits of a process, which anybody may read, unlike by prlimit(2). See proc_pid_limits(5).
 *
 * @param soft by number of the resource, {@code RLIMIT_*}; unsigned, all ones is infinity
 * @param hard likewise
 */
public record Limits(List<Long> soft, List<Long> hard) {
    private static final String FILE = "limits";
    private static final int NAME_WIDTH = 26;
    private static final long INFINITY = -1;

    public Limits {
        soft = List.copyOf(soft);
        hard = List.copyOf(hard);
    }

    public static Limits read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(Limits::parse);
    }

    /** Parses the whole text of the file: a headline, then one line for each resource in the order of their numbers. */
    public static Limits parse(String text) throws ProcfsException {
        List<Long> soft = new ArrayList<>();
        List<Long> hard = new ArrayList<>();
        for (Line line : Line.split(FILE, text)) {
            if (line.number() > 1) {
                String[] values = values(line);
                soft.add(value(line, "soft limit", values[0]));
                hard.add(value(line, "hard limit", values[1]));
            }
        }
        return new Limits(soft, hard);
    }

    private static String[] values(Line line) throws ProcfsException {
        String behindName = line.text().length() > NAME_WIDTH ? line.text().substring(NAME_WIDTH) : "";
        String[] values = behindName.strip().split(" +", -1);
        if (values.length < 2) {
            throw line.wrong("'" + line.text() + "' has no soft and hard limit");
        }
        return values;
    }

    private static long value(Line line, String field, String value) throws ProcfsException {
        return value.equals("unlimited") ? INFINITY : line.unsigned(field, value);
    }
}
