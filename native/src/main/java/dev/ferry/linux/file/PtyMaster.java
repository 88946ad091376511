package dev.ferry.linux.file;

import static dev.ferry.linux.abi.Fcntl.O_CLOEXEC;
import static dev.ferry.linux.abi.Fcntl.O_NOCTTY;
import static dev.ferry.linux.abi.Fcntl.O_RDWR;
import static dev.ferry.linux.abi.Ttys.TIOCGPGRP;
import static dev.ferry.linux.abi.Ttys.TIOCGPKT;
import static dev.ferry.linux.abi.Ttys.TIOCGPTLCK;
import static dev.ferry.linux.abi.Ttys.TIOCGPTN;
import static dev.ferry.linux.abi.Ttys.TIOCGPTPEER;
import static dev.ferry.linux.abi.Ttys.TIOCGSID;
import static dev.ferry.linux.abi.Ttys.TIOCPKT;
import static dev.ferry.linux.abi.Ttys.TIOCSPTLCK;

import dev.ferry.linux.Errno;
import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.Fd;
import dev.ferry.linux.internal.OffHeap;
import java.util.ArrayList;
import java.util.List;

/** The master of a pseudoterminal: pty(7), ioctl_tty(2). Everything that can be asked of its slave can be asked through it. */
public final class PtyMaster {
    private static final String PTMX = "/dev/ptmx";
    /** Each takes two terminals of the kernel's memory for a moment. */
    private static final int MOST_TRIED = 256;

    private PtyMaster() {}

    /** A new pseudoterminal with the lowest free number. */
    public static Fd open() throws ErrnoException {
        return Open.path(PTMX, O_RDWR | O_NOCTTY);
    }

    /**
     * A new pseudoterminal with the number {@code wanted} if that is free and not too high, else with another one. The kernel
     * gives the lowest, so those below are taken until it is this one's turn.
     */
    public static Fd open(int wanted) throws ErrnoException {
        List<Fd> tried = new ArrayList<>();
        try {
            for (int left = Math.min(wanted, MOST_TRIED) + 1; left > 0; left--) {
                tried.add(open());
                int index = index(tried.get(tried.size() - 1));
                if (index == wanted) {
                    return tried.remove(tried.size() - 1);
                }
                if (index > wanted) {
                    break;
                }
            }
            return tried.remove(0);
        } finally {
            tried.forEach(Fd::close);
        }
    }

    /** Its number: the slave is {@code /dev/pts/INDEX}. */
    public static int index(Fd master) throws ErrnoException {
        return number("TIOCGPTN", TIOCGPTN, master);
    }

    /** Whether its slave can not be opened. */
    public static boolean isLocked(Fd master) throws ErrnoException {
        return number("TIOCGPTLCK", TIOCGPTLCK, master) != 0;
    }

    public static void setLocked(Fd master, boolean locked) throws ErrnoException {
        set("TIOCSPTLCK", TIOCSPTLCK, master, locked ? 1 : 0);
    }

    /** Whether reads begin with a byte that tells what happened to the slave. */
    public static boolean isPacketMode(Fd master) throws ErrnoException {
        return number("TIOCGPKT", TIOCGPKT, master) != 0;
    }

    /** Whenever packet mode begins, nothing has happened yet. */
    public static void setPacketMode(Fd master, boolean packets) throws ErrnoException {
        set("TIOCPKT", TIOCPKT, master, packets ? 1 : 0);
    }

    /** The session that it controls, or 0. */
    public static int session(Fd master) throws ErrnoException {
        try {
            return number("TIOCGSID", TIOCGSID, master);
        } catch (ErrnoException e) {
            if (e.is(Errno.ENOTTY)) {
                return 0;
            }
            throw e;
        }
    }

    /** The foreground process group of that session, or 0. */
    public static int foreground(Fd master) throws ErrnoException {
        return number("TIOCGPGRP", TIOCGPGRP, master);
    }

    /**
     * Opens the slave, wherever devpts is mounted; close-on-exec.
     *
     * @param flags access mode, {@code O_NONBLOCK} and the like. {@code EIO} if it is locked
     */
    public static Fd openSlave(Fd master, int flags) throws ErrnoException {
        return Fd.own(Terminal.call("TIOCGPTPEER", TIOCGPTPEER, master, flags | O_NOCTTY | O_CLOEXEC));
    }

    private static int number(String name, int request, Fd master) throws ErrnoException {
        return Terminal.get(name, request, master, Integer.BYTES).getInt(0);
    }

    private static void set(String name, int request, Fd master, int value) throws ErrnoException {
        OffHeap number = OffHeap.allocate(Integer.BYTES);
        number.bytes().putInt(0, value);
        number.lend(in -> Terminal.call(name, request, master, in));
    }
}
