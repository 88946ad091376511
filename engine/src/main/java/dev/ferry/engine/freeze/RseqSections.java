package dev.ferry.engine.freeze;

import dev.ferry.linux.memory.ProcessMemory;
import dev.ferry.linux.ptrace.Reg;
import dev.ferry.linux.ptrace.Registers;
import dev.ferry.linux.ptrace.RseqConfiguration;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Takes threads out of restartable sequences, rseq(2). A thread that was stopped inside one has to start over at the abort
 * address. The kernel sees to that when the thread goes on, but it looks at where the thread then is: once the thread has
 * worked for us elsewhere, the kernel forgets the sequence, and the thread would finish it half done.
 */
public final class RseqSections {
    private static final int RSEQ_CS = 8;
    private static final int SECTION_SIZE = 32;

    private RseqSections() {}

    /** Moves every thread of {@code task} that is inside a sequence to its abort address. */
    public static void leave(FrozenTask task, ProcessMemory memory) throws IOException {
        for (FrozenThread thread : task.threads()) {
            RseqConfiguration rseq = thread.tracee().rseq();
            if (rseq.isRegistered()) {
                leave(thread, rseq, memory);
            }
        }
    }

    private static void leave(FrozenThread thread, RseqConfiguration rseq, ProcessMemory memory) throws IOException {
        long section = read(memory, rseq.address() + RSEQ_CS, Long.BYTES).getLong(0);
        if (section == 0) {
            return;
        }
        ByteBuffer fields = read(memory, section, SECTION_SIZE);
        long start = fields.getLong(8);
        long length = fields.getLong(16);
        long abort = fields.getLong(24);
        Registers registers = thread.tracee().registers();
        if (Long.compareUnsigned(registers.get(Reg.RIP) - start, length) < 0) {
            thread.tracee().setRegisters(registers.with(Reg.RIP, abort));
        }
    }

    private static ByteBuffer read(ProcessMemory memory, long address, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(size);
        memory.read(address, bytes);
        return bytes.order(ByteOrder.LITTLE_ENDIAN);
    }
}
