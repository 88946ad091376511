package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * {@code /proc/PID/comm}: a thread's name, byte for byte. The kernel cuts names at 15 bytes, often inside a character, so
 * text is not enough to restore one. See PR_SET_NAME(2const).
 */
public final class Comm {
    private static final String FILE = "comm";

    private final byte[] bytes;

    private Comm(byte[] bytes) {
        this.bytes = bytes;
    }

    public static Comm read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).bytes(Comm::parse);
    }

    public static Comm read(int pid, int tid) throws IOException {
        return ProcFile.of(pid, tid, FILE).bytes(Comm::parse);
    }

    /** Parses the whole content of the file: the name and one newline, which the name itself may contain too. */
    public static Comm parse(byte[] content) throws ProcfsException {
        int length = content.length - 1;
        if (length < 0 || content[length] != '\n') {
            throw new ProcfsException(FILE, 1, "the name does not end with a newline");
        }
        return new Comm(Arrays.copyOf(content, length));
    }

    /** The name without a closing NUL. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The name for people; undecodable bytes are U+FFFD. */
    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
