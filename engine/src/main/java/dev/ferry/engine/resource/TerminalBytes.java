package dev.ferry.engine.resource;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Polls;
import dev.ferry.linux.file.Poll;
import dev.ferry.linux.file.Read;
import dev.ferry.linux.file.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Reads from and writes to ends of a pseudoterminal that do not block. */
final class TerminalBytes {
    /** More than one line of a terminal can have. */
    private static final int LARGEST_READ = 8192;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private TerminalBytes() {}

    /** What one read gives, which may be nothing at an end of file; empty if nothing waits or the other end is closed. */
    static Optional<byte[]> read(Fd end) throws ErrnoException {
        if ((Poll.now(end, Polls.POLLIN) & Polls.POLLIN) == 0) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.allocateDirect(LARGEST_READ);
        try {
            byte[] bytes = new byte[Read.some(end, buffer)];
            buffer.get(0, bytes);
            return Optional.of(bytes);
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN) || e.is(Errno.EIO)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Writes all of it; it had room when it was read, as soon as the kernel has moved on what was written first. */
    static void write(Fd end, byte... bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!hasWritten(end, buffer)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("Of " + bytes.length + " bytes that waited in a terminal " + buffer.remaining()
                        + " could not be put back, because its output is stopped (Ctrl-S) or it has no room.");
            }
            LockSupport.parkNanos(50_000);
        }
    }

    private static boolean hasWritten(Fd end, ByteBuffer buffer) throws ErrnoException {
        try {
            Write.fully(end, buffer);
            return true;
        } catch (ErrnoException e) {
            if (e.is(Errno.EAGAIN)) {
                return false;
            }
            throw e;
        }
    }

    /** Takes out and forgets exactly {@code count} bytes, which are on their way. */
    static void discard(Fd end, int count) throws IOException {
        int left = count;
        while (left > 0) {
            if ((Poll.within(end, Polls.POLLIN, PATIENCE) & Polls.POLLIN) == 0) {
                throw new IOException("The terminal did not take what waited in it; " + left + " bytes are missing.");
            }
            ByteBuffer buffer = ByteBuffer.allocateDirect(left);
            left -= Read.some(end, buffer);
        }
    }
}
