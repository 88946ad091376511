package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** {@code /proc/PID/task/TID/syscall}: the system call that a thread waits in, see proc_pid_syscall(5). */
public final class CurrentCall {
    private static final String FILE = "syscall";

    private CurrentCall() {}

    /** The number of the call; empty if the thread is at work, or waits outside of any call. */
    public static OptionalLong read(int pid, int tid) throws IOException {
        return ProcFile.of(pid, tid, FILE).text(CurrentCall::parse);
    }

    /**
     * A call that a thread waits in.
     *
     * @param first its first argument
     */
    public record Call(long number, long first) {}

    /** The call with its first argument; empty as with {@link #read}. */
    public static Optional<Call> readCall(int pid, int tid) throws IOException {
        return ProcFile.of(pid, tid, FILE).text(CurrentCall::parseCall);
    }

    static Optional<Call> parseCall(String text) throws ProcfsException {
        OptionalLong number = parse(text);
        String[] words = text.strip().split(" ", 3);
        if (number.isEmpty()) {
            return Optional.empty();
        }
        if (words.length < 2 || !words[1].startsWith("0x")) {
            throw new ProcfsException(FILE, 1, "'" + text.strip() + "' has no arguments");
        }
        try {
            return Optional.of(new Call(number.getAsLong(), Digits.unsigned(words[1].substring(2), 16)));
        } catch (NumberFormatException e) {
            throw new ProcfsException(FILE, 1, "'" + words[1] + "' " + e.getMessage());
        }
    }

    /** The number, or -1 outside of calls, and then registers; or the word {@code running}. */
    static OptionalLong parse(String text) throws ProcfsException {
        String first = text.strip().split(" ", 2)[0];
        if (Digits.isDecimal(first)) {
            return OptionalLong.of(Long.parseLong(first));
        }
        if (first.equals("running") || first.equals("-1")) {
            return OptionalLong.empty();
        }
        throw new ProcfsException(FILE, 1, "'" + first + "' is no number of a system call");
    }
}
