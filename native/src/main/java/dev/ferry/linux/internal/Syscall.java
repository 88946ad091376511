package dev.ferry.linux.internal;

import com.sun.jna.Native;
import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;

/**
 * The one doorway to the kernel: syscall(2) with up to six arguments, all of them 64-bit values. It is declared with a
 * fixed signature because JNA's direct mapping has no varargs and because equal widths leave no question of widening.
 *
 * <p>A call interrupted by a signal ({@code EINTR}) is repeated, except close(2). Everything else that the kernel refuses becomes an
 * {@link ErrnoException} here and nowhere else.
 */
public final class Syscall {
    static {
        Native.register(Syscall.class, "c");
    }

    private Syscall() {}

    private static native long syscall(long number, long a, long b, long c, long d, long e, long f);

    /** Makes a call without arguments; {@code name} is what an error message says. */
    public static long call(String name, long number) throws ErrnoException {
        return call(name, number, 0, 0, 0, 0, 0, 0, 0);
    }

    /** Makes a call with one argument. */
    public static long call(String name, long number, long a) throws ErrnoException {
        return call(name, number, 1, a, 0, 0, 0, 0, 0);
    }

    /** Makes a call with two arguments. */
    public static long call(String name, long number, long a, long b) throws ErrnoException {
        return call(name, number, 2, a, b, 0, 0, 0, 0);
    }

    /** Makes a call with three arguments. */
    public static long call(String name, long number, long a, long b, long c) throws ErrnoException {
        return call(name, number, 3, a, b, c, 0, 0, 0);
    }

    /** Makes a call with four arguments. */
    public static long call(String name, long number, long a, long b, long c, long d) throws ErrnoException {
        return call(name, number, 4, a, b, c, d, 0, 0);
    }

    /** Makes a call with five arguments. */
    public static long call(String name, long number, long a, long b, long c, long d, long e) throws ErrnoException {
        return call(name, number, 5, a, b, c, d, e, 0);
    }

    /** Makes a call with six arguments. */
    public static long call(String name, long number, long a, long b, long c, long d, long e, long f)
            throws ErrnoException {
        return call(name, number, 6, a, b, c, d, e, f);
    }

    private static long call(String name, long number, int arguments, long a, long b, long c, long d, long e, long f)
            throws ErrnoException {
        while (true) {
            long result = syscall(number, a, b, c, d, e, f);
            if (result != -1) {
                return result;
            }
            Errno errno = new Errno(Native.getLastError());
            if (!errno.equals(Errno.EINTR) || number == Nr.CLOSE) {
                throw new ErrnoException(describe(name, arguments, a, b, c, d, e, f), errno);
            }
        }
    }

    private static String describe(String name, int arguments, long... values) {
        StringBuilder text = new StringBuilder(name).append('(');
        for (int i = 0; i < arguments; i++) {
            text.append(i == 0 ? "" : ", ").append(number(values[i]));
        }
        return text.append(')').toString();
    }

    private static String number(long value) {
        return value >= -4096 && value < 1 << 16 ? Long.toString(value) : "0x" + Long.toHexString(value);
    }
}
