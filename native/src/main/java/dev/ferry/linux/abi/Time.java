package dev.ferry.linux.abi;

/** Layouts of {@code struct timespec} and {@code struct itimerspec}, from {@code linux/time_types.h}: offsets and sizes. */
public final class Time {
    public static final int SIZEOF_TIMESPEC = 16;
    public static final int TV_SEC = 0;
    public static final int TV_NSEC = 8;
    public static final int SIZEOF_ITIMERSPEC = 32;
    public static final int IT_INTERVAL = 0;
    public static final int IT_VALUE = 16;
    public static final int UTIME_NOW = (1 << 30) - 1;
    public static final int UTIME_OMIT = (1 << 30) - 2;

    private Time() {}
}
