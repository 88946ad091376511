package dev.ferry.linux.memory;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

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
                pid, Fd.own(Syscall.call("open /proc/" + pid + "/mem", Nr.OPEN, path.address(), O_RDWR_CLOEXEC)));
    }

    /** Fills the whole of {@code direct} (index 0 to its limit) from {@code address}. */
    public void read(long address, ByteBuffer direct) throws IOException {
        transfer("read", Nr.PREAD64, address, OffHeap.of(direct).address(), direct.limit());
    }

    /** Writes the whole of {@code direct} (index 0 to its limit) to {@code address}. */
    public void write(long address, ByteBuffer direct) throws IOException {
        transfer("write", Nr.PWRITE64, address, OffHeap.of(direct).address(), direct.limit());
    }

    /** Writes the bytes of {@code direct} between its position and limit to {@code address}. */
    public void writeRemaining(long address, ByteBuffer direct) throws IOException {
        transfer("write", Nr.PWRITE64, address, OffHeap.of(direct).address() + direct.position(), direct.remaining());
    }

    private void transfer(String verb, long call, long address, long local, int length) throws IOException {
        int done = 0;
        while (done < length) {
            long moved = Syscall.call(
                    verb + " memory of process " + pid,
                    call,
                    mem.number(),
                    local + done,
                    length - done,
                    address + done);
            if (moved == 0) {
                throw new EOFException("process " + pid + " has gone while its memory was " + verb);
            }
            done += (int) moved;
        }
    }

    @Override
    public void close() {
        mem.close();
    }
}
