package dev.ferry.linux.memory;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The address space of another process through {@code /proc/PID/mem}, proc(5). Unlike process_vm_readv(2) it reaches pages
 * that the process itself may not read or write ({@code FOLL_FORCE}), which needs the right to trace it. The process need not
 * be stopped. After the process has gone, every call fails.
 */
public final class ProcessMemory implements AutoCloseable {
    private static final long O_RDWR_CLOEXEC = 02 | 02000000;

    private final int pid;
    private final Fd mem;

    private ProcessMemory(int pid, Fd mem) {
        this.pid = pid;
        this.mem = mem;
    }

    /** Opens the memory of {@code pid} for reading and writing. */
    public static ProcessMemory open(int pid) throws ErrnoException {
        OffHeap path = OffHeap.cString("/proc/" + pid + "/mem");
        return new ProcessMemory(
                pid, Fd.own(path.lend(at -> Syscall.call("open /proc/" + pid + "/mem", Nr.OPEN, at, O_RDWR_CLOEXEC))));
    }

    /** Fills the whole of {@code direct} (index 0 to its limit) from {@code address}. */
    public void read(long address, ByteBuffer direct) throws IOException {
        transfer("read", Nr.PREAD64, address, direct, 0);
    }

    /** Writes the whole of {@code direct} (index 0 to its limit) to {@code address}. */
    public void write(long address, ByteBuffer direct) throws IOException {
        transfer("write", Nr.PWRITE64, address, direct, 0);
    }

    /** Writes the bytes of {@code direct} between its position and limit to {@code address}. */
    public void writeRemaining(long address, ByteBuffer direct) throws IOException {
        transfer("write", Nr.PWRITE64, address, direct, direct.position());
    }

    /**
     * Fills {@code direct} with many parts, one behind the other, in few calls. Only for a process that is stopped: it is found by
     * its pid, which another one could have meanwhile.
     */
    public void read(List<PageRun> parts, ByteBuffer direct) throws IOException {
        transfer(new MemoryVector(Nr.PROCESS_VM_READV, "process_vm_readv", pid), parts, direct, this::read);
    }

    /** Writes many parts, which stand in {@code direct} one behind the other, as {@link #read(List, ByteBuffer)} reads them. */
    public void write(List<PageRun> parts, ByteBuffer direct) throws IOException {
        transfer(new MemoryVector(Nr.PROCESS_VM_WRITEV, "process_vm_writev", pid), parts, direct, this::write);
    }

    /** Moves one part. */
    @FunctionalInterface
    private interface Single {
        void move(long address, ByteBuffer direct) throws IOException;
    }

    private static void transfer(MemoryVector vector, List<PageRun> parts, ByteBuffer direct, Single single)
            throws IOException {
        int at = 0;
        for (int next = 0; next < parts.size(); next++) {
            int last = next + vector.move(parts.subList(next, parts.size()), direct, at);
            for (; next < last; next++) {
                at += (int) parts.get(next).bytes();
            }
            if (next < parts.size()) {
                int length = (int) parts.get(next).bytes();
                single.move(parts.get(next).start(), direct.slice(at, length));
                at += length;
            }
        }
    }

    /** Moves what stands between index {@code from} of {@code direct} and its limit. */
    private void transfer(String verb, long call, long address, ByteBuffer direct, int from) throws IOException {
        OffHeap local = OffHeap.of(direct);
        String name = verb + " memory of process " + pid;
        int at = from;
        while (at < direct.limit()) {
            int start = at;
            long moved = local.lend(buffer -> Syscall.call(
                    name, call, mem.number(), buffer + start, direct.limit() - start, address + start - from));
            if (moved == 0) {
                throw new EOFException("process " + pid + " has gone: can not " + verb + " its memory");
            }
            at += (int) moved;
        }
    }

    @Override
    public void close() {
        mem.close();
    }
}
