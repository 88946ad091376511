package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.List;

/** {@code /proc/PID/smaps_rollup}: what a process has in memory or swapped out, without files, see proc_pid_smaps(5). */
public final class MemoryShare {
    private static final String FILE = "smaps_rollup";
    private static final List<String> SHARE = List.of("Pss_Anon", "Pss_Shmem", "SwapPss");
    private static final List<String> CONTENT = List.of("Anonymous", "Pss_Shmem", "Swap");
    private static final String UNIT = " kB";

    private MemoryShare() {}

    /** Bytes; what several processes share counts in equal parts. Of one that has ended, 0. */
    public static long read(int pid) throws IOException {
        return read(pid, SHARE);
    }

    /** Bytes that have to be copied for it: private pages, also those that it still shares with a parent, and its part of shared ones. */
    public static long content(int pid) throws IOException {
        return read(pid, CONTENT);
    }

    private static long read(int pid, List<String> keys) throws IOException {
        return ProcFile.of(pid, FILE).text(text -> parse(text, keys));
    }

    static long parse(String text) throws ProcfsException {
        return parse(text, SHARE);
    }

    private static long parse(String text, List<String> keys) throws ProcfsException {
        if (text.isEmpty()) {
            return 0;
        }
        KeyedLines lines = KeyedLines.parse(FILE, text);
        long kibibytes = 0;
        for (String key : keys) {
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
