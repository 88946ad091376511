package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code /proc/sysvipc/msg}: a System V message queue of this IPC namespace.
 *
 * @param key 0 is IPC_PRIVATE
 * @param mode permissions
 * @param messages how many wait in it
 * @param lspid who sent the last message, 0 if nobody has
 * @param lrpid who received the last message, 0 if nobody has
 * @param stime seconds since 1970 at which the last message was sent
 * @param rtime seconds since 1970 at which the last message was received
 */
public record SysvQueue(
        int key,
        int id,
        int mode,
        long messages,
        int lspid,
        int lrpid,
        int uid,
        int gid,
        int cuid,
        int cgid,
        long stime,
        long rtime)
        implements SysvObject {
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
                row -> new SysvQueue(
                        row.key(),
                        row.number("msqid"),
                        row.octal("perms"),
                        row.size("qnum"),
                        row.number("lspid"),
                        row.number("lrpid"),
                        row.unsigned("uid"),
                        row.unsigned("gid"),
                        row.unsigned("cuid"),
                        row.unsigned("cgid"),
                        row.size("stime"),
                        row.size("rtime")));
    }

    /** The queue with this number. */
    public static Optional<SysvQueue> find(int id) throws IOException {
        return read().stream().filter(queue -> queue.id() == id).findFirst();
    }

    @Override
    public String name() {
        return name(id, key);
    }

    @Override
    public String removal() {
        return "ipcrm -q " + id;
    }

    /** How messages name the queue {@code id}. */
    public static String name(int id, int key) {
        return SysvObject.name("message queue", id, key);
    }
}
