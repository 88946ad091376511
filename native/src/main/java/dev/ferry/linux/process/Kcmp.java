package dev.ferry.linux.process;

import dev.ferry.linux.ErrnoException;
import dev.ferry.linux.abi.Nr;
import dev.ferry.linux.internal.Syscall;

/** kcmp(2): whether two tasks share a kernel object. The answers 1 and 2 order objects, so a sorted search is possible. */
public final class Kcmp {
    private static final int FILE = 0;
    private static final int VM = 1;
    private static final int FILES = 2;
    private static final int FS = 3;
    private static final int SIGHAND = 4;
    private static final int SYSVSEM = 6;

    private Kcmp() {}

    /** Whether descriptor {@code fdA} of {@code pidA} and {@code fdB} of {@code pidB} are one open file. */
    public static boolean sameFile(int pidA, int fdA, int pidB, int fdB) throws ErrnoException {
        return compare(pidA, pidB, FILE, fdA, fdB);
    }

    /** Whether both tasks have one address space. */
    public static boolean sameMemory(int pidA, int pidB) throws ErrnoException {
        return compare(pidA, pidB, VM, 0, 0);
    }

    /** Whether both tasks have one descriptor table. */
    public static boolean sameFiles(int pidA, int pidB) throws ErrnoException {
        return compare(pidA, pidB, FILES, 0, 0);
    }

    /** Whether both tasks have one working directory, root and umask. */
    public static boolean sameFs(int pidA, int pidB) throws ErrnoException {
        return compare(pidA, pidB, FS, 0, 0);
    }

    /** Whether both tasks have one table of signal handlers. */
    public static boolean sameSighand(int pidA, int pidB) throws ErrnoException {
        return compare(pidA, pidB, SIGHAND, 0, 0);
    }

    /** Whether both tasks have one list of operations on semaphores that are to be undone, or both have none. */
    public static boolean sameSemaphoreUndo(int pidA, int pidB) throws ErrnoException {
        return compare(pidA, pidB, SYSVSEM, 0, 0);
    }

    /** An order of address spaces: negative, zero (the same one) or positive. It is arbitrary and holds while both live. */
    public static int orderOfMemory(int pidA, int pidB) throws ErrnoException {
        return order(pidA, pidB, VM);
    }

    /** The same of descriptor tables. */
    public static int orderOfFiles(int pidA, int pidB) throws ErrnoException {
        return order(pidA, pidB, FILES);
    }

    /** The same of working directories, roots and umasks. */
    public static int orderOfFs(int pidA, int pidB) throws ErrnoException {
        return order(pidA, pidB, FS);
    }

    /** The kernel says 0 for the same, 1 for less, 2 for greater. */
    private static int order(int pidA, int pidB, int type) throws ErrnoException {
        long answer = Syscall.call("kcmp", Nr.KCMP, pidA, pidB, type, 0, 0);
        return answer == 0 ? 0 : answer == 1 ? -1 : 1;
    }

    private static boolean compare(int pidA, int pidB, int type, long a, long b) throws ErrnoException {
        return Syscall.call("kcmp", Nr.KCMP, pidA, pidB, type, a, b) == 0;
    }
}
