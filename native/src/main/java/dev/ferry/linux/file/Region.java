package dev.ferry.linux.file;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.internal.OffHeap;
import java.nio.ByteBuffer;

/** What is left of a direct buffer, between position and limit, lent to the kernel. */
final class Region {
    private final ByteBuffer buffer;
    private final OffHeap memory;

    private Region(ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            throw new IllegalArgumentException("the kernel needs a direct buffer, not one on the heap");
        }
        this.buffer = buffer;
        this.memory = OffHeap.of(buffer);
    }

    /** A region that the kernel reads. */
    static Region source(ByteBuffer buffer) {
        return new Region(buffer);
    }

    /** A region that the kernel fills. */
    static Region sink(ByteBuffer buffer) {
        if (buffer.isReadOnly()) {
            throw new IllegalArgumentException("the kernel cannot fill a read-only buffer");
        }
        return new Region(buffer);
    }

    boolean isEmpty() {
        return !buffer.hasRemaining();
    }

    /** Moves as many bytes as the kernel wants to in one call, advances the position by them, and returns their number. */
    int transfer(Transfer transfer) throws ErrnoException {
        int length = buffer.remaining();
        int moved = (int) memory.lend(start -> transfer.move(start + buffer.position(), length));
        buffer.position(buffer.position() + moved);
        return moved;
    }

    /** One system call that moves up to {@code length} bytes at {@code address}. */
    @FunctionalInterface
    interface Transfer {
        long move(long address, long length) throws ErrnoException;
    }
}
