package dev.ferry.linux.abi;

/** Signal numbers and sizes, from {@code include/uapi/asm-generic/signal.h} and {@code siginfo.h}. */
public final class Signals {
    public static final int SIGINT = 2;
    public static final int SIGTRAP = 5;
    public static final int SIGKILL = 9;
    public static final int SIGUSR1 = 10;
    public static final int SIGSEGV = 11;
    public static final int SIGTERM = 15;
    public static final int SIGCHLD = 17;
    public static final int SIGCONT = 18;
    public static final int SIGSTOP = 19;
    public static final int SIGTSTP = 20;
    public static final int SIGTTIN = 21;
    public static final int SIGTTOU = 22;
    public static final int SIGWINCH = 28;
    /** The highest signal number, {@code _NSIG}. */
    public static final int COUNT = 64;
    /** Size of {@code siginfo_t} in bytes. */
    public static final int SIGINFO_SIZE = 128;

    public static final int SI_CODE = 8;
    /** {@code si_code} of a signal of timer_create(2). */
    public static final int SI_TIMER = -2;

    public static final int SI_TIMER_ID = 16;

    public static final int SIGEV_SIGNAL = 0;
    public static final int SIGEV_NONE = 1;
    public static final int SIGEV_THREAD = 2;
    public static final int SIGEV_THREAD_ID = 4;
    public static final int SIZEOF_SIGEVENT = 64;
    public static final int SIGEV_VALUE = 0;
    public static final int SIGEV_SIGNO = 8;
    public static final int SIGEV_NOTIFY = 12;
    public static final int SIGEV_TID = 16;

    private Signals() {}

    /** The bit of {@code signal} in a 64-bit signal set. */
    public static long bit(int signal) {
        return 1L << (signal - 1);
    }

    /** Whether the default action of {@code signal} is to stop the process. */
    public static boolean stops(int signal) {
        return signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
    }
}
