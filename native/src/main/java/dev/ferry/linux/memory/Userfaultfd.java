package dev.ferry.linux.memory;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;

/**
 * Notes which pages of another process are written, by userfaultfd(2) in its asynchronous write-protect mode (Linux 6.7): the
 * kernel takes the protection away by itself at the first write, and {@link KernelPagemap} shows the page as written.
 * Closing it, or our death, ends the tracking.
 */
public final class Userfaultfd implements AutoCloseable {
    /** Flags of the system call: close-on-exec, not blocking. */
    public static final int FLAGS = 02000000 | 04000;

    /** Flag of the system call for who may not be told of the kernel's own accesses. */
    public static final int USER_MODE_ONLY = 1;

    private static final long API = 0xC018AA3FL;
    private static final int API_SIZE = 24;
    private static final long VERSION = 0xAA;
    private static final long FEATURE_WP_HUGETLBFS_SHMEM = 1 << 12;
    private static final long FEATURE_WP_UNPOPULATED = 1 << 13;
    private static final long FEATURE_WP_ASYNC = 1 << 15;

    private static final long REGISTER = 0xC020AA00L;
    private static final int REGISTER_SIZE = 32;
    private static final long MODE_WP = 2;

    private final Fd fd;

    private Userfaultfd(Fd fd) {
        this.fd = fd;
    }

    /**
     * Takes a descriptor that the process itself has made and that we have a duplicate of: it stands for the address space of
     * its maker. EINVAL if the kernel can not track in this way.
     */
    public static Userfaultfd own(Fd fd) throws ErrnoException {
        OffHeap argument = OffHeap.allocate(API_SIZE);
        argument.bytes()
                .putLong(0, VERSION)
                .putLong(8, FEATURE_WP_HUGETLBFS_SHMEM | FEATURE_WP_UNPOPULATED | FEATURE_WP_ASYNC);
        argument.lend(at -> Syscall.call("ioctl(UFFDIO_API)", Nr.IOCTL, fd.number(), API, at));
        return new Userfaultfd(fd);
    }

    /** Tracks a whole mapping; EBUSY if the program has a userfaultfd of its own there. */
    public void track(long start, long end) throws ErrnoException {
        OffHeap argument = OffHeap.allocate(REGISTER_SIZE);
        argument.bytes().putLong(0, start).putLong(8, end - start).putLong(16, MODE_WP);
        argument.lend(at -> Syscall.call("ioctl(UFFDIO_REGISTER)", Nr.IOCTL, fd.number(), REGISTER, at));
    }

    @Override
    public void close() {
        fd.close();
    }
}
