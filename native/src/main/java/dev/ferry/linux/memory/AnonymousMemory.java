package dev.ferry.linux.memory;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Mman;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.file.Open;
import dev.ferry.linux.internal.Syscall;

/** Shared anonymous memory as an open file. */
public final class AnonymousMemory {
    private static final int O_RDWR = 2;

    private AnonymousMemory() {}

    /**
     * {@code mmap(MAP_SHARED | MAP_ANONYMOUS)} of {@code bytes} (whole pages), unmapped again at once: the descriptor keeps it.
     * Whoever maps the descriptor shares the very kind of memory that a program gets from such an mmap, which memfd_create(2)
     * would not give. Opening it through map_files needs CAP_CHECKPOINT_RESTORE.
     */
    public static Fd shared(long bytes) throws ErrnoException {
        long address = map(bytes, Mman.MAP_NORESERVE);
        try {
            return open(address, bytes);
        } finally {
            Syscall.call("munmap", Nr.MUNMAP, address, bytes);
        }
    }

    /**
     * The same on huge pages, which are reserved; {@code ENOMEM} if there are not so many. A file of hugetlbfs can not be written to,
     * so it stays mapped here.
     *
     * @param shift the binary logarithm of the size of a page, such as 21
     */
    public static Huge sharedHuge(long bytes, int shift) throws ErrnoException {
        long address = map(bytes, Mman.MAP_HUGETLB | shift << Mman.MAP_HUGE_SHIFT);
        try {
            return new Huge(open(address, bytes), address, bytes);
        } catch (ErrnoException | RuntimeException e) {
            Syscall.call("munmap", Nr.MUNMAP, address, bytes);
            throw e;
        }
    }

    /**
     * A memory on huge pages that is mapped here too.
     *
     * @param content our descriptor of it
     * @param address where it is mapped
     * @param bytes its size
     */
    public record Huge(Fd content, long address, long bytes) implements AutoCloseable {
        /** Unmaps it and closes the descriptor. */
        @Override
        public void close() {
            content.close();
            try {
                Syscall.call("munmap", Nr.MUNMAP, address, bytes);
            } catch (ErrnoException e) {
                throw new IllegalStateException("it was mapped by us", e);
            }
        }
    }

    private static long map(long bytes, int flags) throws ErrnoException {
        int all = Mman.MAP_SHARED | Mman.MAP_ANONYMOUS | flags;
        return Syscall.call("mmap", Nr.MMAP, 0, bytes, Mman.PROT_READ | Mman.PROT_WRITE, all, -1, 0);
    }

    private static Fd open(long address, long bytes) throws ErrnoException {
        String range = Long.toHexString(address) + "-" + Long.toHexString(address + bytes);
        return Open.path("/proc/self/map_files/" + range, O_RDWR);
    }
}
