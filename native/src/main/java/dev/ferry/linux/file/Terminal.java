package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Ioctls.FIONREAD;
import static dev.ferry.linux.abi.Ttys.SIZEOF_TERMIOS2;
import static dev.ferry.linux.abi.Ttys.TCGETS2;
import static dev.ferry.linux.abi.Ttys.TCSETS2;
import static dev.ferry.linux.abi.Ttys.TIOCEXCL;
import static dev.ferry.linux.abi.Ttys.TIOCGDEV;
import static dev.ferry.linux.abi.Ttys.TIOCGETD;
import static dev.ferry.linux.abi.Ttys.TIOCGEXCL;
import static dev.ferry.linux.abi.Ttys.TIOCGLCKTRMIOS;
import static dev.ferry.linux.abi.Ttys.TIOCGWINSZ;
import static dev.ferry.linux.abi.Ttys.TIOCNXCL;
import static dev.ferry.linux.abi.Ttys.TIOCSLCKTRMIOS;
import static dev.ferry.linux.abi.Ttys.TIOCSWINSZ;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.OffHeap;
import dev.ferry.linux.internal.Syscall;
import java.nio.ByteBuffer;

/**
 * Any open terminal: ioctl_tty(2). Both ends of a pseudoterminal have one size and one set of settings. After the other end has
 * hung up everything here is {@code EIO}.
 */
public final class Terminal {
    private Terminal() {}

    /** Whether the other end of this terminal has hung up, so that nothing can be done with it any more. */
    public static boolean isHungUp(Fd terminal) throws ErrnoException {
        try {
            settings(terminal);
            return false;
        } catch (ErrnoException e) {
            if (e.is(Errno.EIO)) {
                return true;
            }
            throw e;
        }
    }

    public static Termios settings(Fd terminal) throws ErrnoException {
        return Termios.decode(get("TCGETS2", TCGETS2, terminal, SIZEOF_TERMIOS2), true);
    }

    /** Changes the settings at once; nothing that waits is thrown away. */
    public static void setSettings(Fd terminal, Termios settings) throws ErrnoException {
        OffHeap bytes = OffHeap.allocate(SIZEOF_TERMIOS2);
        settings.encode(bytes.bytes());
        bytes.lend(in -> call("TCSETS2", TCSETS2, terminal, in));
    }

    /** The bits of the settings that nobody can change. */
    public static Termios lockedSettings(Fd terminal) throws ErrnoException {
        return Termios.decode(get("TIOCGLCKTRMIOS", TIOCGLCKTRMIOS, terminal, SIZEOF_TERMIOS2), false);
    }

    /** {@code EPERM} without CAP_SYS_ADMIN. */
    public static void setLockedSettings(Fd terminal, Termios settings) throws ErrnoException {
        OffHeap bytes = OffHeap.allocate(SIZEOF_TERMIOS2);
        settings.encode(bytes.bytes());
        bytes.lend(in -> call("TIOCSLCKTRMIOS", TIOCSLCKTRMIOS, terminal, in));
    }

    public static WindowSize windowSize(Fd terminal) throws ErrnoException {
        ByteBuffer size = get("TIOCGWINSZ", TIOCGWINSZ, terminal, WindowSize.SIZE);
        return new WindowSize(
                Short.toUnsignedInt(size.getShort(0)),
                Short.toUnsignedInt(size.getShort(2)),
                Short.toUnsignedInt(size.getShort(4)),
                Short.toUnsignedInt(size.getShort(6)));
    }

    /** If this changes the size, the foreground process group gets a SIGWINCH. */
    public static void setWindowSize(Fd terminal, WindowSize size) throws ErrnoException {
        OffHeap bytes = OffHeap.allocate(WindowSize.SIZE);
        bytes.bytes().putShort(0, (short) size.rows()).putShort(2, (short) size.columns());
        bytes.bytes().putShort(4, (short) size.width()).putShort(6, (short) size.height());
        bytes.lend(in -> call("TIOCSWINSZ", TIOCSWINSZ, terminal, in));
    }

    /** Whether nobody but root can open it once more. */
    public static boolean isExclusive(Fd terminal) throws ErrnoException {
        return get("TIOCGEXCL", TIOCGEXCL, terminal, Integer.BYTES).getInt(0) != 0;
    }

    public static void setExclusive(Fd terminal, boolean exclusive) throws ErrnoException {
        call("TIOCEXCL", exclusive ? TIOCEXCL : TIOCNXCL, terminal, 0);
    }

    /** The line discipline; {@code N_TTY} is the usual one. */
    public static int discipline(Fd terminal) throws ErrnoException {
        return get("TIOCGETD", TIOCGETD, terminal, Integer.BYTES).getInt(0);
    }

    /** Which terminal this is, also of {@code /dev/tty}. */
    public static Device device(Fd terminal) throws ErrnoException {
        return Device.decode(get("TIOCGDEV", TIOCGDEV, terminal, Integer.BYTES).getInt(0));
    }

    /** How many bytes can be read; in canonical mode those of complete lines, without the marks of an end of file. */
    public static int readable(Fd terminal) throws ErrnoException {
        return get("FIONREAD", FIONREAD, terminal, Integer.BYTES).getInt(0);
    }

    static ByteBuffer get(String name, int request, Fd terminal, int size) throws ErrnoException {
        OffHeap answer = OffHeap.allocate(size);
        answer.lend(out -> call(name, request, terminal, out));
        return answer.bytes();
    }

    static long call(String name, int request, Fd terminal, long argument) throws ErrnoException {
        return Syscall.call(
                "ioctl[" + name + "]", Nr.IOCTL, terminal.number(), Integer.toUnsignedLong(request), argument);
    }
}
