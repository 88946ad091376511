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
