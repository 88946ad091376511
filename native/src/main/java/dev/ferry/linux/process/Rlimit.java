package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/**
 * One resource limit of a process, prlimit(2).
 *
 * @param resource the number of the limit, {@code RLIMIT_*}, 0 to {@link #COUNT} - 1
 * @param soft the limit in force; -1 is infinity
 * @param hard what soft may be raised to; -1 is infinity
 */
public record Rlimit(int resource, long soft, long hard) {
    /** How many limits there are, {@code RLIM_NLIMITS}. */
    public static final int COUNT = 16;

    /** Reads limit {@code resource} of process {@code pid}. */
    public static Rlimit read(int pid, int resource) throws ErrnoException {
        OffHeap old = OffHeap.allocate(16);
        old.lend(limits -> Syscall.call(nameOf(pid, resource), Nr.PRLIMIT64, pid, resource, 0, limits));
        return new Rlimit(resource, old.bytes().getLong(0), old.bytes().getLong(8));
    }

    /** Sets this limit on process {@code pid}; raising a hard limit needs CAP_SYS_RESOURCE (EPERM). */
    public void apply(int pid) throws ErrnoException {
        OffHeap wanted = OffHeap.allocate(16);
        wanted.bytes().putLong(0, soft).putLong(8, hard);
        wanted.lend(limits -> Syscall.call(nameOf(pid, resource), Nr.PRLIMIT64, pid, resource, limits, 0));
    }

    private static String nameOf(int pid, int resource) {
        return "prlimit of process " + pid + ", resource " + resource;
    }
}
