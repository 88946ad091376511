package dev.ferry.engine.procfs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code /proc/PID/auxv}: the auxiliary vector of a 64-bit process, see getauxval(3).
 *
 * @param entries in their order, the closing AT_NULL included; empty for kernel threads and zombies
 */
public record Auxv(List<Entry> entries) {
    public static final long AT_NULL = 0;
    public static final long AT_PHDR = 3;
    public static final long AT_ENTRY = 9;
    public static final long AT_HWCAP = 16;
    public static final long AT_SYSINFO_EHDR = 33;

    private static final String FILE = "auxv";

    public Auxv {
        entries = List.copyOf(entries);
    }

    /** A pair of the vector, both 64 bits unsigned. */
    public record Entry(long type, long value) {}

    public static Auxv read(int pid) throws IOException {
        try {
            return ProcFile.of(pid, FILE).bytes(Auxv::parse);
        } catch (NoSuchProcessException noMemory) {
            // Newer kernels answer ESRCH for a task without memory, older ones show an empty file.
            Stat.read(pid);
            return new Auxv(List.of());
        }
    }

    /** Parses the whole content of the file, in this machine's byte order. */
    public static Auxv parse(byte[] content) throws ProcfsException {
        if (content.length % 16 != 0) {
            throw new ProcfsException(FILE, 1, content.length + " bytes are not pairs of 64-bit words");
        }
        ByteBuffer words = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        List<Entry> entries = new ArrayList<>();
        while (words.hasRemaining()) {
            entries.add(new Entry(words.getLong(), words.getLong()));
        }
        if (!entries.isEmpty() && entries.get(entries.size() - 1).type() != AT_NULL) {
            throw new ProcfsException(FILE, 1, "AT_NULL is missing at the end");
        }
        return new Auxv(entries);
    }

    /** The value of the first entry of a type. */
    public OptionalLong value(long type) {
        return entries.stream()
                .filter(e -> e.type() == type)
                .mapToLong(Entry::value)
                .findFirst();
    }
}
