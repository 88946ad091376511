package dev.ferry.linux.internal;

import com.sun.jna.Native;
import dev.ferry.linux.ErrnoException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Memory that the kernel may be given the address of: a direct buffer, little-endian, that never moves. It lives as long as
 * this record is reachable, so callers keep it in a variable until the call is over.
 *
 * @param bytes the memory
 * @param address where it starts
 */
public record OffHeap(ByteBuffer bytes, long address) {
    /** Zeroed memory of {@code size} bytes. */
    public static OffHeap allocate(int size) {
        return of(ByteBuffer.allocateDirect(Math.max(size, 1)));
    }

    /** The memory behind a direct buffer, from its index 0. */
    public static OffHeap of(ByteBuffer direct) {
        ByteBuffer whole = direct.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
        return new OffHeap(whole, com.sun.jna.Pointer.nativeValue(Native.getDirectBufferPointer(whole)));
    }

    /** A NUL-terminated UTF-8 copy of {@code text}; a NUL inside is refused, because the kernel would stop there. */
    public static OffHeap cString(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a path or name may not contain NUL: " + text.replace("\0", "\\0"));
        }
        return copyOf(utf8, 1);
    }

    /** A copy of {@code content}. */
    public static OffHeap copyOf(byte[] content) {
        return copyOf(content, 0);
    }

    private static OffHeap copyOf(byte[] content, int trailingZeros) {
        OffHeap memory = allocate(content.length + trailingZeros);
        memory.bytes.put(0, content);
        return memory;
    }

    /** Lends the address to one system call; the memory cannot be collected before the kernel has answered. */
    public long lend(AddressCall call) throws ErrnoException {
        try {
            return call.with(address);
        } finally {
            Reference.reachabilityFence(bytes);
        }
    }

    /** A system call that takes one address. */
    @FunctionalInterface
    public interface AddressCall {
        /** Makes the call and returns the kernel's answer. */
        long with(long address) throws ErrnoException;
    }

    /** {@code length} bytes from index {@code at}, copied to the heap. */
    public byte[] toArray(int at, int length) {
        byte[] copy = new byte[length];
        bytes.get(at, copy);
        return copy;
    }
}
