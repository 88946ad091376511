package dev.ferry.engine.resource;

import dev.ferry.linux.Fd;
import dev.ferry.linux.file.FileStat;
import java.util.List;
import java.util.Optional;

/**
 * One open file of the tree (the kernel's {@code struct file}), however many descriptors in however many tasks refer to it.
 *
 * @param id its number in the files image
 * @param link what {@code /proc/PID/fd/N} points at, such as {@code pipe:[4711]} or {@code /tmp/x (deleted)}
 * @param stat the file behind it
 * @param flags open(2) flags without O_CLOEXEC
 * @param position its offset
 * @param fields what the kind adds to fdinfo, in order
 * @param owners the descriptors that refer to it; empty for a file that is only mapped, executed or a working directory
 * @param copy our own descriptor of the very same open file; whatever is done with it, the program sees (offset, flags, queue)
 * @param signature by which its kind is found
 * @param carrier how the socket is called in whose queue it waits, if no process of the tree has it (SCM_RIGHTS of unix(7))
 */
public record OpenFile(
        int id,
        String link,
        FileStat stat,
        int flags,
        long position,
        List<dev.ferry.engine.procfs.FdInfo.Field> fields,
        List<Owner> owners,
        Fd copy,
        FileSignature signature,
        Optional<String> carrier) {
    private static final String DELETED = " (deleted)";

    /**
     * One descriptor.
     *
     * @param pid the task
     * @param fd the number in that task
     * @param cloexec whether it is closed on exec
     */
    public record Owner(int pid, int fd, boolean cloexec) {}

    /** How a message names it: {@code fd 7 of process 812 (pipe:[4711])}, or by its link alone. */
    public String describe() {
        if (carrier.isPresent()) {
            return "descriptor of " + link + " in the queue of " + carrier.get();
        }
        if (owners.isEmpty()) {
            return link;
        }
        return "fd " + owners.get(0).fd() + " of process " + owners.get(0).pid() + " (" + link + ")";
    }

    /** Whether it only waits in the queue of a unix socket. */
    public boolean isInFlight() {
        return carrier.isPresent();
    }

    /** The access mode: 0 read, 1 write, 2 both. */
    public int accessMode() {
        return flags & 3;
    }

    /** Whether the program can write to it. */
    public boolean isWritable() {
        return accessMode() != 0;
    }

    /** The path without the kernel's mark of deletion. */
    public String path() {
        boolean deleted = stat.links() == 0 && link.endsWith(DELETED);
        return deleted ? link.substring(0, link.length() - DELETED.length()) : link;
    }
}
