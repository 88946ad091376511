package dev.ferry.linux;

import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A file descriptor of this process that we own: {@link #close} gives it back, twice is harmless, and its number can only be
 * read while it is open. A number that means something in another process is a plain int with {@code foreign} in its name.
 */
public final class Fd implements AutoCloseable {
    private int number;

    private Fd(int number) {
        this.number = number;
    }

    /** Takes over the descriptor {@code number}, which a system call has just returned. */
    public static Fd own(long number) {
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("not a file descriptor: " + number);
        }
        return new Fd((int) number);
    }

    /** The number, for a system call. */
    public int number() {
        if (number < 0) {
            throw new IllegalStateException("the file descriptor is closed");
        }
        return number;
    }

    /** Gives the number away; the caller (or the kernel) owns it from now on. */
    public int release() {
        int given = number();
        number = -1;
        return given;
    }

    /** close(2). Linux has released the number even when it reports an error, so it is never tried again. */
    @Override
    public void close() {
        if (number < 0) {
            return;
        }
        int closing = release();
        try {
            Syscall.call("close", Nr.CLOSE, closing);
        } catch (ErrnoException e) {
            throw new UncheckedIOException(new IOException("closing file descriptor " + closing + " failed", e));
        }
    }

    @Override
    public String toString() {
        return number < 0 ? "Fd(closed)" : "Fd(" + number + ")";
    }
}
