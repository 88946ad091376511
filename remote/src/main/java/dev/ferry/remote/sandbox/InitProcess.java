package dev.ferry.remote.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pid 1 of a sandbox as the machine outside sees it. The start time tells it from a later process with the same pid.
 *
 * @param pid outside the sandbox
 * @param startTime clock ticks since boot, field 22 of {@code /proc/PID/stat}
 * @param firstPid see {@link SandboxOptions#firstPid}; kept here for whoever attaches later
 */
record InitProcess(long pid, long startTime, int firstPid) {
    /** Of the fields after the command name, which is the only one that can hold spaces and brackets. */
    private static final int START_TIME_AFTER_COMM = 22 - 3;

    private static final Pattern STATE = Pattern.compile("init (\\d{1,10})\nstart (\\d{1,18})\nfirst-pid (\\d{1,5})\n");

    /** Reads the start time of the process that runs now. */
    static InitProcess of(long pid, int firstPid) throws IOException {
        return new InitProcess(pid, startTime(Files.readString(stat(pid))), firstPid);
    }

    /** Reads what {@link #format} wrote. */
    static InitProcess parse(String state) throws IOException {
        Matcher matcher = STATE.matcher(state);
        if (!matcher.matches()) throw new IOException("not the state of a sandbox: \"" + state.strip() + "\"");
        return new InitProcess(
                Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)), Integer.parseInt(matcher.group(3)));
    }

    String format() {
        return "init " + pid + "\nstart " + startTime + "\nfirst-pid " + firstPid + "\n";
    }

    /** The process, unless it has ended. The handle stays with this process even if the pid is used again. */
    Optional<ProcessHandle> running() {
        Optional<ProcessHandle> handle = ProcessHandle.of(pid);
        try {
            // Bytes of a command name need not be UTF-8.
            String stat = Files.readString(stat(pid), StandardCharsets.ISO_8859_1);
            return startTime(stat) == startTime ? handle : Optional.empty();
        } catch (IOException e) {
            // ENOENT, or ESRCH if it ended between open and read.
            return Optional.empty();
        }
    }

    static long startTime(String stat) {
        String[] afterComm = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return Long.parseLong(afterComm[START_TIME_AFTER_COMM]);
    }

    private static Path stat(long pid) {
        return Path.of("/proc", Long.toString(pid), "stat");
    }
}
