package dev.ferry.engine.procfs;

import java.io.IOException;

/** {@code /proc/PID/oom_score_adj}: how much sooner or later than others the kernel ends a process that memory runs out for. */
public final class OomScoreAdj {
    private static final String FILE = "oom_score_adj";

    private OomScoreAdj() {}

    /** Of a process, -1000 to 1000. */
    public static int read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(OomScoreAdj::parse);
    }

    private static int parse(String text) throws ProcfsException {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new ProcfsException(FILE, 1, "'" + text.strip() + "' is no number");
        }
    }
}
