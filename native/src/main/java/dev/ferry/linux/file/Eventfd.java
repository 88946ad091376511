package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Eventfd.EFD_CLOEXEC;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalLong;

/** eventfd(2): a counter of 64 bits behind a descriptor. */
public final class Eventfd {
    private Eventfd() {}

    /**
     * A new counter. The call takes only 32 bits, so the rest is added afterwards.
     *
     * @param initial unsigned, at most 2^64-2
     * @param flags {@code EFD_*} of {@code abi.Eventfd}
     */
    public static Fd create(long initial, int flags) throws ErrnoException {
        if (initial >>> 32 == 0) {
            return create32(initial, flags);
        }
        Fd fd = create32(0, flags);
        try {
            add(fd, initial);
            return fd;
        } catch (ErrnoException e) {
            fd.close();
            throw e;
        }
    }

    private static Fd create32(long initial, int flags) throws ErrnoException {
        return Fd.own(Syscall.call("eventfd2", Nr.EVENTFD2, initial, flags | EFD_CLOEXEC));
    }

    /** Adds to the counter. {@code EINVAL} for 2^64-1. Blocks, or {@code EAGAIN}, if the sum would not fit. */
    public static void add(Fd fd, long value) throws ErrnoException {
        ByteBuffer bytes = word();
        Write.fully(fd, bytes.putLong(0, value));
    }

    /**
     * Takes the counter (or 1 of it with {@code EFD_SEMAPHORE}) without blocking; empty if it is 0. This changes the counter: to
     * look at a target's, read {@code eventfd-count} in its fdinfo.
     */
    public static OptionalLong take(Fd fd) throws ErrnoException {
        ByteBuffer bytes = word();
        return Read.now(fd, bytes).isPresent() ? OptionalLong.of(bytes.getLong(0)) : OptionalLong.empty();
    }

    private static ByteBuffer word() {
        return ByteBuffer.allocateDirect(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }
}
