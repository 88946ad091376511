package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.List;

/**
 * A line of {@code /proc/sysvipc/msg}: a System V message queue of this IPC namespace.
 *
 * @param lspid who sent the last message
 * @param lrpid who received the last message
 */
public record SysvQueue(int key, int id, int lspid, int lrpid) {
    private static final String FILE = "msg";

    /** All of them; none if the kernel does not have System V IPC. */
    public static List<SysvQueue> read() throws IOException {
        return SysvTable.read(FILE, SysvQueue::parse);
    }

    /** Parses the whole text of the file. */
    public static List<SysvQueue> parse(String text) throws ProcfsException {
        return SysvTable.parse(
                FILE,
                text,
                row -> new SysvQueue(row.key(), row.number("msqid"), row.number("lspid"), row.number("lrpid")));
    }
}
