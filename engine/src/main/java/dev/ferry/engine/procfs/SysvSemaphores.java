package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.List;

/**
 * A line of {@code /proc/sysvipc/sem}: a set of System V semaphores of this IPC namespace.
 *
 * @param count how many semaphores the set has
 */
public record SysvSemaphores(int key, int id, int count) {
    private static final String FILE = "sem";

    /** All of them; none if the kernel does not have System V IPC. */
    public static List<SysvSemaphores> read() throws IOException {
        return SysvTable.read(FILE, SysvSemaphores::parse);
    }

    /** Parses the whole text of the file. */
    public static List<SysvSemaphores> parse(String text) throws ProcfsException {
        return SysvTable.parse(
                FILE, text, row -> new SysvSemaphores(row.key(), row.number("semid"), row.number("nsems")));
    }
}
