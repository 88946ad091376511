package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * {@code /proc/PID/stat}: one line of numbers, see proc_pid_stat(5). Addresses are zero (or 1) when the reader may not
 * ptrace the process, and for kernel threads and zombies.
 *
 * @param comm the name as it is; may contain spaces, parentheses and newlines, undecodable bytes are U+FFFD
 * @param state one letter: R S D Z T t X I
 * @param ttyNr the controlling terminal's device number, 0 for none
 * @param tpgid the foreground group of that terminal, -1 for none
 * @param flags PF_* bits of the kernel
 * @param utime user time in clock ticks
 * @param stime system time in clock ticks
 * @param starttime clock ticks after boot; with the pid it identifies a process
 * @param vsize bytes
 * @param rss pages
 * @param exitSignal the signal the parent gets at exit; -1 for a thread that does not lead
 * @param exitCode wait(2) status of a zombie; readable only with ptrace permission
 */
public record Stat(
        int pid,
        String comm,
        char state,
        int ppid,
        int pgrp,
        int session,
        int ttyNr,
        int tpgid,
        int flags,
        long utime,
        long stime,
        int nice,
        int numThreads,
        long starttime,
        long vsize,
        long rss,
        long startCode,
        long endCode,
        long startStack,
        int exitSignal,
        int rtPriority,
        int policy,
        long startData,
        long endData,
        long startBrk,
        long argStart,
        long argEnd,
        long envStart,
        long envEnd,
        int exitCode) {
    private static final String FILE = "stat";
    private static final int LAST_FIELD = 52;

    public static Stat read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(Stat::parse);
    }

    static Stat read(Path procfs, int pid) throws IOException {
        return ProcFile.within(procfs, pid, FILE).text(Stat::parse);
    }

    public static Stat read(int pid, int tid) throws IOException {
        return ProcFile.of(pid, tid, FILE).text(Stat::parse);
    }

    /** Parses the whole text of the file. */
    public static Stat parse(String text) throws ProcfsException {
        Fields f = Fields.of(text);
        return new Stat(
                f.pid(),
                f.comm(),
                f.state(),
                f.signedInt(4, "ppid"),
                f.signedInt(5, "pgrp"),
                f.signedInt(6, "session"),
                f.signedInt(7, "tty_nr"),
                f.signedInt(8, "tpgid"),
                f.unsignedInt(9, "flags"),
                f.unsigned(14, "utime"),
                f.unsigned(15, "stime"),
                f.signedInt(19, "nice"),
                f.signedInt(20, "num_threads"),
                f.unsigned(22, "starttime"),
                f.unsigned(23, "vsize"),
                f.signed(24, "rss"),
                f.unsigned(26, "startcode"),
                f.unsigned(27, "endcode"),
                f.unsigned(28, "startstack"),
                f.signedInt(38, "exit_signal"),
                f.unsignedInt(40, "rt_priority"),
                f.unsignedInt(41, "policy"),
                f.unsigned(45, "start_data"),
                f.unsigned(46, "end_data"),
                f.unsigned(47, "start_brk"),
                f.unsigned(48, "arg_start"),
                f.unsigned(49, "arg_end"),
                f.unsigned(50, "env_start"),
                f.unsigned(51, "env_end"),
                f.signedInt(52, "exit_code"));
    }

    /** The fields by their number in the man page, converted only when asked for: a scan of all processes needs few. */
    record Fields(Line line, String pidDigits, String comm, List<String> afterComm) {

        /** Nothing behind the name can hold a parenthesis, so the last one ends it whatever the name contains. */
        static Fields of(String text) throws ProcfsException {
            Line line = new Line(FILE, 1, text.stripTrailing());
            int open = text.indexOf(" (");
            int close = text.lastIndexOf(") ");
            if (open < 0 || close < open + 2) {
                throw line.wrong("no name in parentheses");
            }
            List<String> after =
                    List.of(text.substring(close + 2).stripTrailing().split(" ", -1));
            if (after.size() < LAST_FIELD - 2) {
                throw line.wrong("only " + (after.size() + 2) + " of " + LAST_FIELD + " fields");
            }
            return new Fields(line, text.substring(0, open), text.substring(open + 2, close), after);
        }

        int pid() throws ProcfsException {
            return line.signedInt("pid", pidDigits);
        }

        char state() throws ProcfsException {
            String state = afterComm.get(0);
            if (state.length() != 1 || !Character.isLetter(state.charAt(0))) {
                throw line.wrong("state '" + state + "' is not one letter");
            }
            return state.charAt(0);
        }

        int signedInt(int field, String name) throws ProcfsException {
            return line.signedInt(name, afterComm.get(field - 3));
        }

        int unsignedInt(int field, String name) throws ProcfsException {
            return line.unsignedInt(name, afterComm.get(field - 3));
        }

        long signed(int field, String name) throws ProcfsException {
            return line.signed(name, afterComm.get(field - 3));
        }

        long unsigned(int field, String name) throws ProcfsException {
            return line.unsigned(name, afterComm.get(field - 3));
        }
    }
}
