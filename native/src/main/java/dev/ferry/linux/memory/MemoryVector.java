package dev.ferry.linux.memory;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Many parts of another address space in one call: process_vm_readv(2) and process_vm_writev(2). They reach only what the process
 * itself may read or write.
 *
 * @param call number of the system call
 * @param name of the system call
 * @param pid the process
 */
record MemoryVector(long call, String name, int pid) {
    /** {@code UIO_MAXIOV} of {@code <uapi/linux/uio.h>}. */
    private static final int MOST = 1024;

    private static final int SIZEOF_IOVEC = 16;

    /**
     * Moves from the front of {@code parts} what can be moved.
     *
     * @param from index in {@code direct} of the first part; the others follow without a gap
     * @return how many parts were moved whole
     */
    int move(List<PageRun> parts, ByteBuffer direct, int from) {
        List<PageRun> called = parts.subList(0, Math.min(parts.size(), MOST));
        try {
            return whole(called, moveBytes(called, direct, from));
        } catch (ErrnoException unreachable) {
            return 0;
        }
    }

    private long moveBytes(List<PageRun> parts, ByteBuffer direct, int from) throws ErrnoException {
        OffHeap remote = remote(parts);
        OffHeap buffer = OffHeap.of(direct);
        OffHeap local = OffHeap.allocate(SIZEOF_IOVEC);
        local.bytes().putLong(0, buffer.address() + from).putLong(Long.BYTES, bytes(parts));
        return buffer.lend(content -> local.lend(
                here -> remote.lend(there -> Syscall.call(name, call, pid, here, 1, there, parts.size(), 0))));
    }

    private static OffHeap remote(List<PageRun> parts) {
        OffHeap vector = OffHeap.allocate(parts.size() * SIZEOF_IOVEC);
        for (PageRun part : parts) {
            vector.bytes().putLong(part.start()).putLong(part.bytes());
        }
        return vector;
    }

    private static long bytes(List<PageRun> parts) {
        return parts.stream().mapToLong(PageRun::bytes).sum();
    }

    private static int whole(List<PageRun> parts, long moved) {
        long rest = moved;
        int whole = 0;
        while (whole < parts.size() && rest >= parts.get(whole).bytes()) {
            rest -= parts.get(whole).bytes();
            whole++;
        }
        return whole;
    }
}
