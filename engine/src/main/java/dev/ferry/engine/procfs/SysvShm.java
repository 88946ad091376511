package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code /proc/sysvipc/shm}: a System V shared memory segment of this IPC namespace.
 *
 * @param key 0 is IPC_PRIVATE
 * @param mode permissions, SHM_DEST and SHM_LOCKED
 * @param size in bytes
 * @param cpid who made it
 * @param lpid who attached or detached it last
 * @param attachments how many mappings there are of it, one for each part if one was cut
 */
public record SysvShm(
        int key,
        int id,
        int mode,
        long size,
        int cpid,
        int lpid,
        long attachments,
        int uid,
        int gid,
        int cuid,
        int cgid)
        implements SysvObject {
    private static final String FILE = "shm";

    /** All of them; none if the kernel does not have System V IPC. */
    public static List<SysvShm> read() throws IOException {
        return SysvTable.read(FILE, SysvShm::parse);
    }

    /** Parses the whole text of the file. */
    public static List<SysvShm> parse(String text) throws ProcfsException {
        return SysvTable.parse(
                FILE,
                text,
                row -> new SysvShm(
                        row.key(),
                        row.number("shmid"),
                        row.octal("perms"),
                        row.size("size"),
                        row.number("cpid"),
                        row.number("lpid"),
                        row.size("nattch"),
                        row.unsigned("uid"),
                        row.unsigned("gid"),
                        row.unsigned("cuid"),
                        row.unsigned("cgid")));
    }

    /** The segment with this number. */
    public static Optional<SysvShm> find(int id) throws IOException {
        return read().stream().filter(segment -> segment.id() == id).findFirst();
    }

    @Override
    public String name() {
        return name(id, key);
    }

    @Override
    public String removal() {
        return "ipcrm -m " + id;
    }

    /** How messages name the segment {@code id}. */
    public static String name(int id, int key) {
        return SysvObject.name("shared memory", id, key);
    }
}
