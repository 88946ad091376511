package dev.ferry.linux.abi;

/** timerfd_create(2), from {@code linux/timerfd.h}, and the clocks of {@code linux/time.h}. */
public final class Timerfd {
    public static final int TFD_TIMER_ABSTIME = 1;
    public static final int TFD_TIMER_CANCEL_ON_SET = 2;
    public static final int TFD_CLOEXEC = 0x80000;
    public static final int TFD_NONBLOCK = 0x800;
    public static final int TFD_IOC_SET_TICKS = 0x40085400;
    public static final int CLOCK_REALTIME = 0;
    public static final int CLOCK_MONOTONIC = 1;
    public static final int CLOCK_BOOTTIME = 7;
    public static final int CLOCK_REALTIME_ALARM = 8;
    public static final int CLOCK_BOOTTIME_ALARM = 9;

    private Timerfd() {}
}
