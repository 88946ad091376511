package dev.ferry.engine.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Small texts of the kernel about the whole machine. */
public final class KernelText {
    private KernelText() {}

    /** The lines of a file of the kernel; none if this kernel does not have the file. */
    public static List<String> lines(Path path) throws IOException {
        try {
            return Files.readAllLines(path);
        } catch (NoSuchFileException absent) {
            return List.of();
        }
    }

    /** The words of the first {@code flags} line of /proc/cpuinfo ({@code Features} on arm64). */
    static List<String> cpuFlags(List<String> cpuinfo) {
        return cpuinfo.stream()
                .filter(line -> line.startsWith("flags") || line.startsWith("Features"))
                .findFirst()
                .map(line ->
                        List.of(line.substring(line.indexOf(':') + 1).strip().split(" +", -1)))
                .orElse(List.of());
    }

    /** A line {@code key:   17 kB} of meminfo or smaps_rollup, in bytes; empty if there is none. */
    static OptionalLong kiloBytes(List<String> lines, String key) {
        Optional<String> line =
                lines.stream().filter(l -> l.startsWith(key + ":")).findFirst();
        if (line.isEmpty() || !line.get().endsWith(" kB")) {
            return OptionalLong.empty();
        }
        String digits = line.get().substring(key.length() + 1, line.get().length() - 3);
        return OptionalLong.of(Long.parseLong(digits.strip()) * 1024);
    }

    /** Name by number, from lines of passwd(5) or group(5). */
    public static Optional<String> nameOf(List<String> passwd, int id) {
        String number = Integer.toUnsignedString(id);
        return passwd.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 2 && fields[2].equals(number))
                .map(fields -> fields[0])
                .findFirst();
    }

    /** Number by name, from the same lines. */
    static Optional<String> numberOf(List<String> passwd, String name) {
        return passwd.stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 2 && fields[0].equals(name))
                .map(fields -> fields[2])
                .findFirst();
    }

    /** The single number in a file of the kernel; empty if it is not there or says something else, such as {@code max}. */
    static OptionalLong number(Path path) throws IOException {
        Optional<String> line = lines(path).stream().findFirst().map(String::strip);
        return line.isPresent() && line.get().matches("-?[0-9]{1,18}")
                ? OptionalLong.of(Long.parseLong(line.get()))
                : OptionalLong.empty();
    }

    /** Those of {@code wanted} that {@code present} does not have. */
    static List<String> missing(List<String> wanted, List<String> present) {
        return wanted.stream()
                .filter(word -> !present.contains(word))
                .distinct()
                .toList();
    }

    /** The single line of a file such as {@code /proc/sys/kernel/osrelease}; empty text if it is not there. */
    static String line(String path) throws IOException {
        return lines(Path.of(path)).stream().findFirst().orElse("");
    }

    /** The words of a line, cut at runs of blanks. */
    static List<String> words(String line) {
        return Arrays.asList(line.strip().split("\\s+", -1));
    }
}
