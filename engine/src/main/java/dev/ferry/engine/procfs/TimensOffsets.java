package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * {@code /proc/PID/timens_offsets}: how far the clocks of a time namespace are ahead of those that the kernel has had since it was
 * started, in nanoseconds. It is the namespace that the children of the process are born into, time_namespaces(7).
 */
public record TimensOffsets(long monotonic, long boottime) {
    /** Of the namespace that a kernel starts with, and on one that knows no other. */
    public static final TimensOffsets NONE = new TimensOffsets(0, 0);

    private static final String FILE = "timens_offsets";
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Those of a process; a {@link java.nio.file.NoSuchFileException} if the kernel has no time namespaces. */
    public static TimensOffsets read(int pid) throws IOException {
        return ProcFile.of(pid, FILE).text(TimensOffsets::parse);
    }

    /** Parses the whole text of the file: {@code CLOCK SECONDS NANOSECONDS} in each line. */
    public static TimensOffsets parse(String text) throws ProcfsException {
        long monotonic = 0;
        long boottime = 0;
        for (Line line : Line.split(FILE, text)) {
            String[] words = line.text().strip().split(" +", -1);
            if (words.length != 3) {
                throw line.wrong("'" + line.text() + "' has no clock, seconds and nanoseconds");
            }
            long offset = line.signed("seconds", words[1]) * SECOND + line.signed("nanoseconds", words[2]);
            switch (words[0]) {
                case "monotonic" -> monotonic = offset;
                case "boottime" -> boottime = offset;
                default -> throw line.wrong("'" + words[0] + "' is no clock with an offset");
            }
        }
        return new TimensOffsets(monotonic, boottime);
    }

    /** The text that the kernel takes for a namespace that nobody has entered yet. */
    public String text() {
        return line("monotonic", monotonic) + line("boottime", boottime);
    }

    private static String line(String clock, long nanoseconds) {
        return clock + " " + Math.floorDiv(nanoseconds, SECOND) + " " + Math.floorMod(nanoseconds, SECOND) + "\n";
    }
}
