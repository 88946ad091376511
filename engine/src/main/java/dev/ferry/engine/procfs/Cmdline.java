package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * {@code /proc/PID/cmdline}, for people to read: a program may have overwritten it, and undecodable bytes are U+FFFD.
 *
 * @param arguments empty for kernel threads and zombies
 */
public record Cmdline(List<String> arguments) {
    public Cmdline {
        arguments = List.copyOf(arguments);
    }

    public static Cmdline read(int pid) throws IOException {
        return ProcFile.of(pid, "cmdline").bytes(Cmdline::parse);
    }

    /** Parses the whole content of the file: arguments that end with NUL each; the last NUL may have been overwritten. */
    public static Cmdline parse(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        if (text.isEmpty()) {
            return new Cmdline(List.of());
        }
        String withoutLastNul = text.endsWith("\0") ? text.substring(0, text.length() - 1) : text;
        return new Cmdline(List.of(withoutLastNul.split("\0", -1)));
    }

    /** The arguments, joined by spaces without any quoting. */
    @Override
    public String toString() {
        return String.join(" ", arguments);
    }
}
