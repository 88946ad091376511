package dev.ferry.linux.abi;

/**
 * Layouts of {@code struct timespec} and {@code struct itimerspec}, from {@code linux/time_types.h}: offsets and sizes; and clocks,
 * from {@code linux/time.h}.
 */
public final class Time {
    public static final int SIZEOF_TIMESPEC = 16;
    public static final int TV_SEC = 0;
    public static final int TV_NSEC = 8;
    public static final int SIZEOF_ITIMERSPEC = 32;
    public static final int IT_INTERVAL = 0;
    public static final int IT_VALUE = 16;
    /** {@code CLOCK_PROCESS_CPUTIME_ID}, as the kernel keeps it for a timer. */
    public static final int OWN_PROCESS_CPUTIME = -6;
    /** {@code CLOCK_THREAD_CPUTIME_ID}, as the kernel keeps it for a timer. */
    public static final int OWN_THREAD_CPUTIME = -2;

    public static final int TIMER_ABSTIME = 1;
    public static final int UTIME_NOW = (1 << 30) - 1;
    public static final int UTIME_OMIT = (1 << 30) - 2;

    private Time() {}
}
