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
        long address = Syscall.call(
                "mmap",
                Nr.MMAP,
                0,
                bytes,
                Mman.PROT_READ | Mman.PROT_WRITE,
                Mman.MAP_SHARED | Mman.MAP_ANONYMOUS | Mman.MAP_NORESERVE,
                -1,
                0);
        try {
            String range = Long.toHexString(address) + "-" + Long.toHexString(address + bytes);
            return Open.path("/proc/self/map_files/" + range, O_RDWR);
        } finally {
            Syscall.call("munmap", Nr.MUNMAP, address, bytes);
        }
    }
}
