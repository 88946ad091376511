package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.List;

/** {@code /proc/PID/smaps_rollup}: what a process has in memory or swapped out, without files, see proc_pid_smaps(5). */
public final class MemoryShare {
    private static final String FILE = "smaps_rollup";
    private static final List<String> KEYS = List.of("Pss_Anon", "Pss_Shmem", "SwapPss");
    private static final String UNIT = " kB";

    private MemoryShare() {}

    /** Bytes; what several processes share counts in equal parts. Of one that has ended, 0. */
    public static long read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(MemoryShare::parse);
    }

    static long parse(String text) throws ProcfsException {
        if (text.isEmpty()) {
            return 0;
        }
        KeyedLines lines = KeyedLines.parse(FILE, text);
        long kibibytes = 0;
        for (String key : KEYS) {
            Line value = lines.require(key);
            String number = value.text().replace(UNIT, "");
            if (!Digits.isDecimal(number)) {
                throw value.wrong(key + " is no number of kB");
            }
            kibibytes += Long.parseLong(number);
        }
        return kibibytes << 10;
    }
}
