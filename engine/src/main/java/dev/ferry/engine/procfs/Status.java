package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * {@code /proc/PID/status}, see proc_pid_status(5). What older kernels do not print is empty.
 *
 * @param name the name as it is; undecodable bytes are U+FFFD
 * @param umask empty when the task has no filesystem context (zombies)
 * @param groups supplementary group ids, unsigned
 * @param nsTgid the pid in each nested pid namespace, outermost first; likewise the next three
 * @param sigPnd pending for this thread, bit 0 is signal 1; likewise all masks
 * @param shdPnd pending for the whole process
 * @param seccomp 0 off, 1 strict, 2 filter
 * @param vmRssKiB empty for kernel threads and zombies
 */
public record Status(
        String name,
        OptionalInt umask,
        char state,
        int tgid,
        int pid,
        int ppid,
        int tracerPid,
        Ids uids,
        Ids gids,
        List<Integer> groups,
        List<Integer> nsTgid,
        List<Integer> nsPid,
        List<Integer> nsPgid,
        List<Integer> nsSid,
        int threads,
        long sigPnd,
        long shdPnd,
        long sigBlk,
        long sigIgn,
        long sigCgt,
        long capInh,
        long capPrm,
        long capEff,
        long capBnd,
        OptionalLong capAmb,
        Optional<Boolean> noNewPrivs,
        OptionalInt seccomp,
        Optional<Boolean> thpEnabled,
        OptionalLong vmRssKiB) {
    private static final String FILE = "status";

    public static Status read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(Status::parse);
    }

    static Status read(Path procfs, int pid) throws IOException {
        return ProcFile.within(procfs, pid, FILE).text(Status::parse);
    }

    public static Status read(int pid, int tid) throws IOException {
        return ProcFile.of(pid, tid, FILE).text(Status::parse);
    }

    /** Parses the whole text of the file. */
    public static Status parse(String text) throws ProcfsException {
        KeyedLines lines = KeyedLines.parse(FILE, text);
        return new Status(
                name(lines.require("Name").text()),
                umask(lines),
                state(lines.require("State")),
                integer(lines, "Tgid"),
                integer(lines, "Pid"),
                integer(lines, "PPid"),
                integer(lines, "TracerPid"),
                ids(lines, "Uid"),
                ids(lines, "Gid"),
                integers(lines.require("Groups"), "Groups"),
                optionalIntegers(lines, "NStgid"),
                optionalIntegers(lines, "NSpid"),
                optionalIntegers(lines, "NSpgid"),
                optionalIntegers(lines, "NSsid"),
                integer(lines, "Threads"),
                mask(lines, "SigPnd"),
                mask(lines, "ShdPnd"),
                mask(lines, "SigBlk"),
                mask(lines, "SigIgn"),
                mask(lines, "SigCgt"),
                mask(lines, "CapInh"),
                mask(lines, "CapPrm"),
                mask(lines, "CapEff"),
                mask(lines, "CapBnd"),
                optionalMask(lines, "CapAmb"),
                optionalFlag(lines, "NoNewPrivs"),
                optionalInteger(lines, "Seccomp"),
                optionalFlag(lines, "THP_enabled"),
                optionalKiB(lines, "VmRSS"));
    }

    /** The kernel escapes newlines and backslashes in this file, and nothing else. */
    private static String name(String escaped) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\' && i + 1 < escaped.length()) {
                char next = escaped.charAt(++i);
                name.append(next == 'n' ? '\n' : next);
            } else {
                name.append(c);
            }
        }
        return name.toString();
    }

    private static OptionalInt umask(KeyedLines lines) throws ProcfsException {
        Optional<Line> umask = lines.find("Umask");
        return umask.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of(umask.get().octal("Umask", umask.get().text()));
    }

    private static char state(Line value) throws ProcfsException {
        if (!value.text().matches("[A-Za-z] \\(.*\\)")) {
            throw value.wrong("State '" + value.text() + "' is not a letter and a word");
        }
        return value.text().charAt(0);
    }

    private static int integer(KeyedLines lines, String key) throws ProcfsException {
        Line value = lines.require(key);
        return value.signedInt(key, value.text());
    }

    private static OptionalInt optionalInteger(KeyedLines lines, String key) throws ProcfsException {
        return lines.find(key).isEmpty() ? OptionalInt.empty() : OptionalInt.of(integer(lines, key));
    }

    private static Optional<Boolean> optionalFlag(KeyedLines lines, String key) throws ProcfsException {
        OptionalInt flag = optionalInteger(lines, key);
        if (flag.isPresent() && (flag.getAsInt() & ~1) != 0) {
            throw lines.require(key).wrong(key + " is " + flag.getAsInt() + ", neither 0 nor 1");
        }
        return flag.isPresent() ? Optional.of(flag.getAsInt() == 1) : Optional.empty();
    }

    private static Ids ids(KeyedLines lines, String key) throws ProcfsException {
        Line value = lines.require(key);
        List<Integer> ids = integers(value, key);
        if (ids.size() != 4) {
            throw value.wrong(key + " has " + ids.size() + " ids, not 4");
        }
        return new Ids(ids.get(0), ids.get(1), ids.get(2), ids.get(3));
    }

    private static List<Integer> integers(Line value, String key) throws ProcfsException {
        List<Integer> integers = new ArrayList<>();
        if (!value.text().isEmpty()) {
            for (String word : value.text().split("\\s+", -1)) {
                integers.add(value.unsignedInt(key, word));
            }
        }
        return List.copyOf(integers);
    }

    private static List<Integer> optionalIntegers(KeyedLines lines, String key) throws ProcfsException {
        Optional<Line> value = lines.find(key);
        return value.isEmpty() ? List.of() : integers(value.get(), key);
    }

    private static long mask(KeyedLines lines, String key) throws ProcfsException {
        Line value = lines.require(key);
        return value.hex(key, value.text());
    }

    private static OptionalLong optionalMask(KeyedLines lines, String key) throws ProcfsException {
        return lines.find(key).isEmpty() ? OptionalLong.empty() : OptionalLong.of(mask(lines, key));
    }

    private static OptionalLong optionalKiB(KeyedLines lines, String key) throws ProcfsException {
        Optional<Line> value = lines.find(key);
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        String text = value.get().text();
        if (!text.endsWith(" kB")) {
            throw value.get().wrong(key + " '" + text + "' is not in kB");
        }
        return OptionalLong.of(value.get().unsigned(key, text.substring(0, text.length() - 3)));
    }
}
