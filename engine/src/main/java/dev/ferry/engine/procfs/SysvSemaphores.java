package dev.ferry.engine.procfs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A line of {@code /proc/sysvipc/sem}: a set of System V semaphores of this IPC namespace.
 *
 * @param key 0 is IPC_PRIVATE
 * @param mode permissions
 * @param count how many semaphores the set has
 * @param otime seconds since 1970 at the last semop(2), 0 if there was none
 * @param ctime seconds since 1970 at which it was made, or values were set by semctl(2)
 */
public record SysvSemaphores(
        int key, int id, int mode, int count, int uid, int gid, int cuid, int cgid, long otime, long ctime)
        implements SysvObject {
    private static final String FILE = "sem";

    /** All of them; none if the kernel does not have System V IPC. */
    public static List<SysvSemaphores> read() throws IOException {
        return SysvTable.read(FILE, SysvSemaphores::parse);
    }

    /** Parses the whole text of the file. */
    public static List<SysvSemaphores> parse(String text) throws ProcfsException {
        return SysvTable.parse(
                FILE,
                text,
                row -> new SysvSemaphores(
                        row.key(),
                        row.number("semid"),
                        row.octal("perms"),
                        row.number("nsems"),
                        row.unsigned("uid"),
                        row.unsigned("gid"),
                        row.unsigned("cuid"),
                        row.unsigned("cgid"),
                        row.size("otime"),
                        row.size("ctime")));
    }

    /** The set with this number. */
    public static Optional<SysvSemaphores> find(int id) throws IOException {
        return read().stream().filter(set -> set.id() == id).findFirst();
    }

    @Override
    public String name() {
        return name(id, key);
    }

    @Override
    public String removal() {
        return "ipcrm -s " + id;
    }

    /** How messages name the set {@code id}. */
    public static String name(int id, int key) {
        return SysvObject.name("semaphores", id, key);
    }
}
